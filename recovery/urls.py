from django.urls import path

from recovery.pages import answer, identify, preferences, resume, send_cart, why

urlpatterns = [
    path("account/reminders/", preferences.in_account, name="reminders"),
    path("cart/send/", send_cart.send, name="cart-send"),
    path("checkout/identify/", identify.identify, name="identify"),
    path("r/<str:token>/", resume.resume, name="resume"),
    path("u/<str:token>/", preferences.by_link, name="stop"),
    path("why/<str:token>/", why.why, name="why"),
    path("why/<str:token>/answer/", answer.ask, name="answer"),
]
