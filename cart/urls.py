from django.urls import path

from cart.pages import cart, lines

urlpatterns = [
    path("", cart.show, name="cart"),
    path("add/", lines.add, name="cart-add"),
    path("line/<int:line_id>/", lines.line, name="cart-line"),
    path("code/", cart.apply_code, name="cart-code"),
    path("code/drop/", cart.drop_code, name="cart-drop-code"),
    path("country/", cart.choose_country, name="cart-country"),
    path("joined/", cart.joined, name="cart-joined"),
    path("agree/", cart.agree, name="cart-agree"),
    path("empty/", cart.empty, name="cart-empty"),
    path("keep/", cart.keep, name="cart-keep"),
]
