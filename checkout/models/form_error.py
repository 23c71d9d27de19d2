from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cart.models import Cart
from checkout.models.order import Order
from checkout.models.states import Step
from shop.core import clock


class FormError(models.Model):
    """A field that was refused, and by which rule. Never what was typed into it."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="form_errors", null=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="form_errors", null=True)
    step = models.PositiveSmallIntegerField(_("step"), choices=Step.choices)
    field = models.CharField(_("field"), max_length=60)
    code = models.CharField(_("code"), max_length=40)
    met_at = models.DateTimeField(_("met"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("form error")
        verbose_name_plural = _("form errors")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="form_error_step_known", condition=models.Q(step__in=Step.values)
            ),
        ]
        indexes: ClassVar = [
            # Serves the report on what stops people in forms in a period.
            models.Index(name="form_error_by_day", fields=["met_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.code}"
