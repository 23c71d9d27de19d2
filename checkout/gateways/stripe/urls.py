from django.urls import path

from checkout.gateways.stripe import views

urlpatterns = [path("checkout/card/<str:token>/", views.card, name="stripe-card")]
