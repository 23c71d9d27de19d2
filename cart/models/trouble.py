from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cart.models.cart import Cart
from cart.pricing.deals import Reason
from shop.core import clock


class TroubleKind(models.TextChoices):
    CODE_REFUSED = "code_refused", _("promo code refused")
    TOO_FEW = "too_few", _("too few in stock")
    PRICE_ROSE = "price_rose", _("price rose")
    SERVER_ERROR = "server_error", _("a page failed or was slow")


class Trouble(models.Model):
    """Something the shopper met that may be why a cart is left.

    ``detail`` is a SKU, the reason why a promo code was refused, or what became of which page.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="troubles", verbose_name=_("cart"))
    kind = models.CharField(_("kind"), max_length=20, choices=TroubleKind.choices)
    detail = models.CharField(_("detail"), max_length=80, blank=True)
    met_at = models.DateTimeField(_("met"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("trouble met")
        verbose_name_plural = _("troubles met")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="trouble_kind_known",
                condition=models.Q(kind__in=TroubleKind.values),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def detail_in_words(self) -> str:
        """The reason, for staff; a SKU speaks for itself."""
        is_reason = self.kind == TroubleKind.CODE_REFUSED and self.detail in Reason.values
        return str(Reason(self.detail).label) if is_reason else self.detail
