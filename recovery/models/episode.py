"""One stalled visit of one person, and the one table of what may become of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cart.models import Cart
from catalog.models import Product, RememberedView
from checkout.models import Order
from recovery.models.codes import NOTICED_FOR, Code
from recovery.models.scenario import Scenario
from shop.core import clock
from shop.core.fields import AmountField
from shop.core.messaging.models import Person
from shop.core.rows.loading import LoadedAsRead


class Depth(models.IntegerChoices):
    """Where the shopper stood when they left; from the address on, the numbers of the steps."""

    PRODUCT = 0, _("looked at a product again and again")
    CART = 1, _("in the cart")
    ADDRESS = 2, _("at the address")
    DELIVERY = 3, _("at the delivery")
    PAYMENT = 4, _("at the payment")
    FAILED = 5, _("payment failed")


class Cause(models.TextChoices):
    """Why something was probably left (R3). ``recovery.episodes.causes`` reads it from facts."""

    PAYMENT_DECLINED = "payment_declined", _("payment declined")
    SERVER_ERROR = "server_error", _("a page failed or was slow")
    OUT_OF_STOCK = "out_of_stock", _("too few in stock")
    FORM_ERRORS = "form_errors", _("trouble with a form")
    CODE_REFUSED = "code_refused", _("promo code refused")
    PRICE_ROSE = "price_rose", _("price rose")
    DELIVERY_COST = "delivery_cost", _("delivery cost seen, then left")
    UNDECIDED = "undecided", _("undecided")
    UNKNOWN = "unknown", pgettext_lazy("cause", "unknown")


class Obstacle(models.TextChoices):
    """What got in the way, as people say it themselves (R11). Labels are theirs: answers to a question."""

    DELIVERY = "delivery", _("the delivery: its price or its time")
    PRICE = "price", _("the price")
    QUESTION = "question", _("a question without an answer")
    SITE = "site", _("something on the page that did not work")
    PAYMENT = "payment", _("the payment")
    LATER = "later", _("nothing: not now, perhaps later")
    ELSEWHERE = "elsewhere", _("I have it from elsewhere by now")
    OTHER = "other", _("something else")


class EpisodeState(models.TextChoices):
    OPEN = "open", _("open")
    RETURNED = "returned", _("came back")
    RECOVERED = "recovered", _("recovered: ordered")
    ABANDONED = "abandoned", _("officially abandoned")
    DROPPED = "dropped", _("nothing left")


# A purchase counts for the latest visit that was left, whatever became of that in between.
TRANSITIONS: dict[EpisodeState, frozenset[EpisodeState]] = {
    EpisodeState.OPEN: frozenset(EpisodeState) - {EpisodeState.OPEN},
    EpisodeState.RETURNED: frozenset({EpisodeState.RECOVERED}),
    EpisodeState.ABANDONED: frozenset({EpisodeState.RECOVERED}),
    EpisodeState.RECOVERED: frozenset(),
    EpisodeState.DROPPED: frozenset(),
}


class Episode(LoadedAsRead):
    """A visit that was left, from the moment the shop noticed until something became of it.

    It holds no personal data: who it was is with the order, and goes when that is erased.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="episodes", db_index=False, verbose_name=_("person")
    )
    cart = models.ForeignKey(
        Cart,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="episodes",
        verbose_name=_("cart"),
    )
    order = models.ForeignKey(
        Order,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="episodes",
        verbose_name=_("order"),
    )
    # What was looked at, as long as that is remembered: whoever erases the one erases the other (P2).
    view = models.ForeignKey(
        RememberedView,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="episodes",
        db_index=False,
        verbose_name=_("product looked at"),
    )
    scenario = models.ForeignKey(
        Scenario,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="episodes",
        verbose_name=_("scenario"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=EpisodeState.choices, default=EpisodeState.OPEN
    )
    depth = models.PositiveSmallIntegerField(_("left"), choices=Depth.choices)
    noticed_for = models.CharField(
        _("noticed because"), max_length=20, choices=NOTICED_FOR, default=Code.LEFT
    )
    cause = models.CharField(
        _("likely cause"), max_length=20, choices=Cause.choices, default=Cause.UNKNOWN
    )
    # All causes that speak for themselves, the likeliest first: [[cause, {evidence}], …].
    causes = models.JSONField(_("causes"), default=list, blank=True)
    # What the person says it was, once they were asked: it outweighs what is likely.
    said = models.CharField(
        _("said by the person"), max_length=20, choices=Obstacle.choices, blank=True
    )
    value = AmountField(
        _("value"), default=0, help_text=_("Of what could be bought when it was left.")
    )
    left_at = models.DateTimeField(_("last activity"))
    opened_at = models.DateTimeField(_("noticed"), default=clock.now, editable=False)
    closes_at = models.DateTimeField(
        _("given up"), help_text=_("Then it is officially abandoned, unless somebody came back.")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    came_by_link = models.BooleanField(_("by the link"), default=False)
    bought = models.ForeignKey(
        Order,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recovered_episodes",
        db_index=False,
        verbose_name=_("ordered"),
    )

    class Meta:
        verbose_name = _("abandoned order")
        verbose_name_plural = _("abandoned orders")
        ordering: ClassVar = ["-left_at", "-pk"]
        permissions: ClassVar = [("make_resume_link", _("Can make a link back to a cart"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="episode_one_open_a_person",
                fields=["person"],
                condition=Q(state=EpisodeState.OPEN),
            ),
            models.CheckConstraint(
                name="episode_state_known", condition=Q(state__in=EpisodeState.values)
            ),
            models.CheckConstraint(name="episode_depth_known", condition=Q(depth__in=Depth.values)),
            models.CheckConstraint(
                name="episode_of_cart_or_product",
                condition=Q(depth=Depth.PRODUCT, cart__isnull=True, order__isnull=True)
                | Q(depth__gt=Depth.PRODUCT, view__isnull=True),
            ),
            models.CheckConstraint(name="episode_cause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="episode_said_known", condition=Q(said__in=["", *Obstacle.values])
            ),
            models.CheckConstraint(
                name="episode_noticed_for_known",
                condition=Q(noticed_for__in=[code for code, _label in NOTICED_FOR]),
            ),
            models.CheckConstraint(
                name="episode_closed_has_date",
                condition=Q(state=EpisodeState.OPEN) | Q(closed_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Serves the sweep that gives up.
            models.Index(
                name="episode_closing", fields=["closes_at"], condition=Q(state=EpisodeState.OPEN)
            ),
            # Serves the search for the visit that a purchase makes good.
            models.Index(name="episode_of_person", fields=["person", "-left_at"]),
            # Each serves whoever deletes what it names; hardly an episode has one of the two.
            models.Index(name="episode_of_view", fields=["view"], condition=Q(view__isnull=False)),
            models.Index(
                name="episode_bought", fields=["bought"], condition=Q(bought__isnull=False)
            ),
            # Serves the newest first in the admin.
            models.Index(name="episode_newest", fields=["-left_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def why(self) -> str:
        """Why it was left: what the person said, else what is likely; in words."""
        return str(self.get_said_display() if self.said else self.get_cause_display())

    @property
    def product(self) -> Product | None:
        """What was looked at again and again; None for a cart, and once it is forgotten."""
        return self.view.product if self.view else None
