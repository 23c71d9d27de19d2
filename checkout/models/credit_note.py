from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.pricing import TaxPart
from checkout.models.invoice import Invoice
from checkout.models.refund import Refund
from shop.core.fields import AmountField


class CreditNote(models.Model):
    """By how much an invoice is corrected, since that much money went back.

    The buyer is the invoice's. Nothing here is ever changed or erased, as with an invoice; one whose
    money did not stay with the buyer is marked as withdrawn, keeps its number and counts no more.
    """

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="credit_notes", verbose_name=_("invoice")
    )
    refund = models.OneToOneField(
        Refund, models.PROTECT, related_name="credit_note", verbose_name=_("refund")
    )
    number = models.CharField(_("credit note number"), max_length=24, editable=False)
    issued_at = models.DateTimeField(_("issued"), editable=False)
    amount = AmountField(_("amount"), editable=False)
    # As those of the order: [rate, amount, tax]. Rates of which nothing went back are left out.
    tax_rows = models.JSONField(_("taxes"), default=list, editable=False)
    # What the settings said then, as on an invoice.
    seller = models.JSONField(_("seller"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        default_permissions: ClassVar = ["view"]
        ordering: ClassVar = ["-pk"]  # written behind the lock of their series: that of the numbers
        constraints: ClassVar = [
            models.UniqueConstraint(name="credit_note_number_once", fields=["number"]),
            models.CheckConstraint(name="credit_note_has_number", condition=~Q(number="")),
            models.CheckConstraint(name="credit_note_of_something", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def taxes(self) -> list[TaxPart]:
        return [TaxPart(rate=rate, amount=amount, tax=tax) for rate, amount, tax in self.tax_rows]
