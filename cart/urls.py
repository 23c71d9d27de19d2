from django.urls import path

from cart.pages import views

urlpatterns = [
    path("", views.show, name="cart"),
    path("add/", views.add, name="cart-add"),
    path("line/<int:line_id>/", views.line, name="cart-line"),
    path("code/", views.apply_code, name="cart-code"),
    path("code/drop/", views.drop_code, name="cart-drop-code"),
    path("country/", views.choose_country, name="cart-country"),
    path("joined/", views.joined, name="cart-joined"),
    path("agree/", views.agree, name="cart-agree"),
    path("empty/", views.empty, name="cart-empty"),
    path("keep/", views.keep, name="cart-keep"),
]
