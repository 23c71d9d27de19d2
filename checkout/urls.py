from django.urls import path

from checkout.pages import (
    address,
    bank,
    credit_note,
    delivery,
    email,
    invoice,
    order,
    payment,
    steps,
    waiting,
)

urlpatterns = [
    path("checkout/", steps.entrance, name="checkout"),
    path("checkout/email/", email.email, name="checkout-email"),
    path("checkout/address/", address.address, name="checkout-address"),
    path("checkout/address/keep/", address.keep, name="checkout-address-keep"),
    path("checkout/delivery/", delivery.delivery, name="checkout-delivery"),
    path("checkout/payment/", payment.payment, name="checkout-payment"),
    path("checkout/return/<str:token>/", bank.come_back, name="checkout-return"),
    path("checkout/notify/<str:code>/", bank.notify, name="checkout-notify"),
    path("checkout/done/", order.done, name="checkout-done"),
    path("checkout/done/pay/", waiting.pay, name="done-pay"),
    path("checkout/done/cancel/", waiting.cancel, name="done-cancel"),
    path("checkout/done/invoice/", invoice.done, name="checkout-invoice"),
    path("checkout/done/credit/<slug:number>/", credit_note.done, name="checkout-credit-note"),
    path("o/<str:token>/", order.order, name="order"),
    path("o/<str:token>/invoice/", invoice.order, name="order-invoice"),
    path("o/<str:token>/pay/", waiting.pay, name="order-pay"),
    path("o/<str:token>/cancel/", waiting.cancel, name="order-cancel"),
    path("o/<str:token>/credit/<slug:number>/", credit_note.order, name="order-credit-note"),
]
