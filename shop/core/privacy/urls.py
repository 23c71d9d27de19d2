from django.urls import path

from shop.core.privacy import views

urlpatterns = [
    path("data/", views.data, name="account-data"),
    path("data/export/", views.export, name="account-data-export"),
    path("data/erase/", views.erase, name="account-data-erase"),
]
