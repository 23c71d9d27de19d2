from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order


class InvoiceSeries(models.Model):
    """How far one series of numbers has come: ``F2026-`` is that of the invoices of a year."""

    prefix = models.CharField(max_length=12, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            models.CheckConstraint(name="invoice_series_begun", condition=Q(last__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class Invoice(models.Model):
    """The number and the parties of a sale, as they were when its order was placed (S9.1).

    Lines, promotions, taxes and total are those of the order, which holds them since payment
    started. Nothing here is ever changed or erased: the law has it kept for ten years.
    """

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="invoice", verbose_name=_("order")
    )
    number = models.CharField(_("invoice number"), max_length=24, editable=False)
    issued_at = models.DateTimeField(_("issued"), editable=False)
    # What the settings said then: name, address, email, registration, vat_number, country.
    seller = models.JSONField(_("seller"), editable=False)
    # As written on a letter: address, delivery_address where it is another one; vat_number.
    buyer = models.JSONField(_("buyer"), editable=False)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        default_permissions: ClassVar = ["view"]
        ordering: ClassVar = ["-pk"]  # written behind the lock of their series: that of the numbers
        constraints: ClassVar = [
            models.UniqueConstraint(name="invoice_number_once", fields=["number"]),
            models.CheckConstraint(name="invoice_has_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number
