from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class Promotion(models.Model):
    """A percentage off all items, for whoever types its code."""

    code = models.CharField(
        _("code"), max_length=40, help_text=_("Capital letters make no difference.")
    )
    percent = models.PositiveSmallIntegerField(
        _("percent off"), help_text=_("Of all items; delivery is not reduced.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("promo code")
        verbose_name_plural = _("promo codes")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Upper("code"),
                name="promotion_code_unique",
                violation_error_message=_("There is already a code like this."),
            ),
            models.CheckConstraint(
                name="promotion_percent_in_bounds",
                condition=Q(percent__gte=1, percent__lte=100),
                violation_error_message=_("Between 1 and 100."),
            ),
            models.CheckConstraint(
                name="promotion_ends_after_start",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def holds(self, at: datetime) -> bool:
        """Tell whether the code is worth anything at the moment ``at``."""
        has_begun = self.starts_at is None or self.starts_at <= at
        has_ended = self.ends_at is not None and self.ends_at <= at
        return self.is_active and has_begun and not has_ended
