from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cart.models.promotion import Promotion
from shop.core import clock
from shop.core.rows.loading import LoadedAsRead


class CartState(models.TextChoices):
    OPEN = "open", _("open")
    ORDERED = "ordered", _("ordered")
    JOINED = "joined", _("joined to another cart")


UNORDERED = (CartState.OPEN, CartState.JOINED)


class Cart(LoadedAsRead):
    """A basket, in the database from its first item on (S3.1).

    Whoever holds the token in the browser's cookie may see and change it; the account it belongs
    to, if any, finds it without. It says nothing about who they are.
    """

    token_digest = models.CharField(  # noqa: DJ001 - unique where there is one
        max_length=64, null=True, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="carts",
        db_index=False,
        verbose_name=_("account"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CartState.choices, default=CartState.OPEN
    )
    promotion = models.ForeignKey(
        Promotion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="carts",
        db_index=False,
        verbose_name=_("promo code"),
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    # Where delivery is estimated for; empty: the shop's own country.
    country = models.CharField(_("country"), max_length=2, blank=True)
    # Begun by a program that says so: nobody is written to about it, and it counts nowhere (R12).
    is_of_agent = models.BooleanField(_("of a program"), default=False)
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)
    last_activity_at = models.DateTimeField(_("last activity"), default=clock.now, editable=False)
    # The last activity that the search for left carts has seen; a later one makes it look again.
    swept_until = models.DateTimeField(default=clock.long_ago, editable=False)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="cart_one_a_token", fields=["token_digest"]),
            # Also serves the look-up of an account's cart (pitfall M11).
            models.UniqueConstraint(
                name="cart_one_open_an_account",
                fields=["user"],
                condition=Q(state=CartState.OPEN, user__isnull=False),
            ),
            models.CheckConstraint(
                name="cart_state_known", condition=Q(state__in=CartState.values)
            ),
        ]
        indexes: ClassVar = [
            # Serves the search for carts that were left: only those it has not seen yet.
            models.Index(
                name="cart_left",
                fields=["last_activity_at"],
                condition=Q(state=CartState.OPEN, swept_until__lt=F("last_activity_at")),
            ),
            # Serves the search for carts that were left so long ago that they are erased.
            models.Index(
                name="cart_to_forget",
                fields=["last_activity_at"],
                condition=~Q(state=CartState.ORDERED),  # as SQLite recognises it in a query
            ),
            # Most carts have neither an account nor a code, and are written at each visit.
            models.Index(name="cart_of_account", fields=["user"], condition=Q(user__isnull=False)),
            models.Index(
                name="cart_with_code", fields=["promotion"], condition=Q(promotion__isnull=False)
            ),
            # Serves the report that follows the carts begun in a period.
            models.Index(name="cart_by_day", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
