"""The events that other tools may follow, and what each tells: ``docs/webhooks.md`` lists the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.TextChoices):
    """What has happened. The values are a contract: they are never given another meaning."""

    CART_ABANDONED = "cart.abandoned", _("something was left, and the shop has noticed")
    CART_RETURNED = "cart.returned", _("somebody came back to what was left")
    CART_RECOVERED = "cart.recovered", _("somebody ordered after all")
    CART_OFFICIALLY_ABANDONED = "cart.officially_abandoned", _("nobody came back in time")
    CART_DROPPED = "cart.dropped", _("nothing is left of what was left")
    PAYMENT_FAILED = "payment.failed", _("a payment failed")
    ORDER_PAID = "order.paid", _("an order was paid")
    TEST = "webhook.test", _("a test, asked for by staff")


# Those that an endpoint can choose; a test goes where staff send it.
CHOICES = [(each.value, each.label) for each in WebhookEvent if each != WebhookEvent.TEST]
