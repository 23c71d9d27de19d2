from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.models.order import Order


class AddressKind(models.TextChoices):
    DELIVERY = "delivery", _("delivery address")
    BILLING = "billing", _("billing address")


class Address(models.Model):
    """Where an order goes or is billed to, as it was typed: nothing is reformatted."""

    order = models.ForeignKey(
        Order, models.CASCADE, related_name="addresses", db_index=False, verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind.choices)
    is_complete = models.BooleanField(
        _("complete"), default=True, help_text=_("Else kept while it was being typed.")
    )
    country = models.CharField(_("country"), max_length=2)
    name = models.CharField(_("name"), max_length=120, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    line1 = models.CharField(_("street and number"), max_length=160, blank=True)
    line2 = models.CharField(_("more"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    district = models.CharField(_("district"), max_length=120, blank=True)
    area = models.CharField(_("region"), max_length=120, blank=True)
    sorting_code = models.CharField(_("sorting code"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering: ClassVar = ["order", "-kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="address_one_a_kind", fields=["order", "kind"]),
            models.CheckConstraint(
                name="address_kind_known", condition=Q(kind__in=AddressKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
