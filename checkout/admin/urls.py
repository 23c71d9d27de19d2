from django.urls import path

from checkout.admin import transfer

urlpatterns = [path("", transfer.transfers, name="transfers")]
