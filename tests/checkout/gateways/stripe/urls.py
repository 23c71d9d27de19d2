"""The shop's addresses with the card page, as they are where settings name Stripe."""

from django.urls import include, path

from shop.urls import (  # noqa: F401 - Django looks for the handlers here
    handler400,
    handler403,
    handler404,
    handler500,
)
from shop.urls import urlpatterns as shop_urls

urlpatterns = [*shop_urls, path("", include("checkout.gateways.stripe.urls"))]
