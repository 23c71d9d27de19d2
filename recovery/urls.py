from django.urls import path

from recovery.pages import identify, resume, stop, why

urlpatterns = [
    path("checkout/identify/", identify.identify, name="identify"),
    path("r/<str:token>/", resume.resume, name="resume"),
    path("u/<str:token>/", stop.stop, name="stop"),
    path("why/<str:token>/", why.why, name="why"),
]
