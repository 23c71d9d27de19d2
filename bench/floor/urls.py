from django.urls import path
from django.views.i18n import set_language

from bench.floor import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cached/", views.cached_home),
    path("c/<slug:slug>/", views.category, name="category"),
    path("cached/<slug:slug>/", views.cached_category),
    path("p/<slug:slug>/", views.product, name="product"),
    path("search/", views.home, name="search"),
    path("language/", set_language, name="set_language"),
    path("account/", views.home, name="account"),
]
