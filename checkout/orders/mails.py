"""The mails of orders, written when they are sent."""

from django.conf import settings
from django.urls import reverse

from checkout.models import Order, OrderToken
from checkout.orders.reading import order_in_full
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, NothingToSay, mail_from_templates, renders
from shop.core.tokens import new_token


@renders("order.confirmed")
def confirmed(message: Message) -> Mail:
    orders = Order.objects.select_related("invoice")
    order = orders.filter(pk=message.facts.get("order")).first()
    if order is None:
        raise NothingToSay
    # A secret of its own for each mail, made now: none ever stands in the database or a queue.
    token = new_token()
    OrderToken.objects.create(order=order, digest=token.digest)
    url = settings.BASE_URL + reverse("order", args=[token.secret])
    invoice_url = settings.BASE_URL + reverse("order-invoice", args=[token.secret])
    return mail_from_templates(
        "order/confirmed",
        {"order": order, "url": url, "invoice_url": invoice_url, **order_in_full(order)},
    )
