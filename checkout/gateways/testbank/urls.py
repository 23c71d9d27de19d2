from django.urls import path

from checkout.gateways.testbank import views

urlpatterns = [path("<str:token>/", views.page, name="testbank")]
