from django.urls import path

from recovery.pages import resume, stop, why

urlpatterns = [
    path("r/<str:token>/", resume.resume, name="resume"),
    path("u/<str:token>/", stop.stop, name="stop"),
    path("why/<str:token>/", why.why, name="why"),
]
