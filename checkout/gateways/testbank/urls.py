from django.urls import path

from checkout.gateways.testbank import views

urlpatterns = [path("<slug:token>/", views.page, name="testbank")]
