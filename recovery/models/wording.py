"""What a reminder says, as staff may write it: for each occasion, in each language, with all that it once said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.episode import Cause, Depth, Episode
from shop.core import clock

LONGEST_LINE, LONGEST_PARAGRAPHS, LONGEST_BUTTON = 120, 1500, 40  # characters

_BY_CAUSE = (
    Cause.SERVER_ERROR,
    Cause.OUT_OF_STOCK,
    Cause.FORM_ERRORS,
    Cause.CODE_REFUSED,
    Cause.PRICE_ROSE,
    Cause.DELIVERY_COST,
)


class Occasion(models.TextChoices):
    """What a reminder answers to: a likely cause, or, where that says nothing to go by, how far they came."""

    SERVER_ERROR = Cause.SERVER_ERROR.value, Cause.SERVER_ERROR.label
    OUT_OF_STOCK = Cause.OUT_OF_STOCK.value, Cause.OUT_OF_STOCK.label
    FORM_ERRORS = Cause.FORM_ERRORS.value, Cause.FORM_ERRORS.label
    CODE_REFUSED = Cause.CODE_REFUSED.value, Cause.CODE_REFUSED.label
    PRICE_ROSE = Cause.PRICE_ROSE.value, Cause.PRICE_ROSE.label
    DELIVERY_COST = Cause.DELIVERY_COST.value, Cause.DELIVERY_COST.label
    PAYMENT = "payment", _("left at the payment")
    CHECKOUT = "checkout", _("left at the address or the delivery")
    CART = "cart", _("left in the cart")
    PRODUCT = "product", _("looked at a product again and again")

    @classmethod
    def of(cls, episode: Episode) -> "Occasion":
        """Return the occasion of the reminders of ``episode``."""
        if episode.depth == Depth.PRODUCT:
            return cls.PRODUCT
        if episode.cause in _BY_CAUSE:
            return cls(episode.cause)
        if episode.depth == Depth.CART:
            return cls.CART
        return cls.PAYMENT if episode.depth >= Depth.PAYMENT else cls.CHECKOUT


class Wording(models.Model):
    """The words for an occasion in a language. Their rows are there from the start; staff add versions."""

    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion.choices)
    language = models.CharField(_("language"), max_length=10)

    class Meta:
        verbose_name = _("words of a reminder")
        verbose_name_plural = _("words of reminders")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="wording_one_an_occasion", fields=["occasion", "language"]
            ),
            models.CheckConstraint(
                name="wording_occasion_known", condition=Q(occasion__in=Occasion.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} · {self.language_name}"

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))


class WordingVersion(models.Model):
    """What a wording said from a moment on. Never changed: to go back is a version of its own."""

    wording = models.ForeignKey(
        Wording, models.CASCADE, related_name="versions", db_index=False, verbose_name=_("words")
    )
    number = models.PositiveIntegerField(_("version"))
    is_current = models.BooleanField(_("in use"), default=True)
    is_built_in = models.BooleanField(
        _("the shop's own words"),
        default=False,
        help_text=_("As Panier brings them along: they become better with it."),
    )
    subject = models.CharField(_("subject"), max_length=LONGEST_LINE)
    opening = models.TextField(_("opening"), max_length=LONGEST_PARAGRAPHS)
    button = models.CharField(_("button"), max_length=LONGEST_BUTTON)
    closing = models.TextField(_("closing"), max_length=LONGEST_PARAGRAPHS, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    saved_at = models.DateTimeField(_("since"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            # Also serves the list of a wording's versions.
            models.UniqueConstraint(name="wording_version_numbered", fields=["wording", "number"]),
            models.UniqueConstraint(
                name="wording_one_in_use", fields=["wording"], condition=Q(is_current=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording} · {self.number}"
