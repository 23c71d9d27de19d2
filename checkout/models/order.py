from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.models import Cart, DeliveryMethod
from cart.pricing import Applied, Exemption, TaxPart
from cart.promotions.reading import label_of
from checkout.models.states import EXEMPTIONS, UNPLACED, OrderState, Step
from shop.core import clock
from shop.core.fields import AmountField
from shop.core.messaging.models import Person
from shop.core.rows.loading import LoadedAsRead
from shop.core.time_zones import LONGEST_NAME


class Order(LoadedAsRead):
    """A purchase, from the moment an e-mail address is given (*initiated*).

    While it is initiated the cart says what is in it. When payment starts, lines, delivery and
    totals are copied here and hold, whatever becomes of prices or the cart (pitfall M8).
    """

    reference = models.CharField(_("number"), max_length=20, editable=False)
    cart = models.OneToOneField(
        Cart,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="order",
        verbose_name=_("cart"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        db_index=False,
        verbose_name=_("account"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="orders", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    country = models.CharField(_("country"), max_length=2, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    # As the shopper's browser said; empty where it did not.
    time_zone = models.CharField(_("time zone"), max_length=LONGEST_NAME, blank=True)
    wants_reminders = models.BooleanField(_("may be reminded"), default=False)
    refuses_reminders = models.BooleanField(_("refuses reminders"), default=False)
    wants_sms = models.BooleanField(
        _("may be reminded by SMS"),
        default=False,
        help_text=_("At the phone of the delivery: who changes that is asked anew."),
    )
    notice_version = models.CharField(
        _("notice shown"),
        max_length=40,
        blank=True,
        help_text=_("What was said about the address as it was given."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=OrderState.choices, default=OrderState.INITIATED
    )
    reached = models.PositiveSmallIntegerField(
        _("furthest step"), choices=Step.choices, default=Step.ADDRESS
    )
    error_count = models.PositiveIntegerField(_("form errors met"), default=0)
    is_billed_elsewhere = models.BooleanField(_("other billing address"), default=False)
    delivery_method = models.ForeignKey(
        DeliveryMethod,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("delivery method"),
    )
    # Copied when payment starts; without a meaning before.
    frozen_as = models.CharField(max_length=64, blank=True, editable=False)
    delivery_name = models.CharField(_("delivery"), max_length=80, blank=True)
    earliest = models.DateField(_("delivered from"), null=True, blank=True)
    latest = models.DateField(_("delivered until"), null=True, blank=True)
    code = models.CharField(_("promo code"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    subtotal = AmountField(_("items"), default=0)
    discount = AmountField(_("discount"), default=0)
    delivery = AmountField(_("delivery cost"), default=0)
    delivery_discount = AmountField(_("off delivery"), default=0)
    relief = AmountField(_("VAT not charged"), default=0)
    exemption = models.CharField(_("exempt as"), max_length=20, choices=EXEMPTIONS, blank=True)
    total = AmountField(_("total"), default=0)
    # What each promotion gave: [label, code, off the items, off delivery].
    promotion_rows = models.JSONField(_("promotions"), default=list, blank=True)
    tax_rows = models.JSONField(_("taxes"), default=list, blank=True)
    reserved_until = models.DateTimeField(
        _("stock held until"), null=True, blank=True, editable=False
    )
    # Ordered, and paid by money that takes days to arrive: until then, and no longer.
    waits_until = models.DateTimeField(_("waits for money until"), null=True, blank=True)
    created_at = models.DateTimeField(_("started"), default=clock.now, editable=False)
    last_activity_at = models.DateTimeField(_("last activity"), default=clock.now, editable=False)
    # The last activity that the search for left orders has seen; a later one makes it look again.
    swept_until = models.DateTimeField(default=clock.long_ago, editable=False)
    placed_at = models.DateTimeField(_("ordered"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [
            ("view_personal_data", _("Can see names and addresses")),
            ("cancel_order", _("Can cancel an order before it is packed")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="order_reference_unique", fields=["reference"]),
            models.CheckConstraint(
                name="order_state_known", condition=Q(state__in=OrderState.values)
            ),
            models.CheckConstraint(
                name="order_reminded_or_not",
                condition=Q(wants_reminders=False) | Q(refuses_reminders=False),
            ),
            models.CheckConstraint(name="order_step_known", condition=Q(reached__in=Step.values)),
            models.CheckConstraint(
                name="order_total_is_its_parts",
                condition=Q(
                    total=models.F("subtotal")
                    - models.F("discount")
                    + models.F("delivery")
                    - models.F("delivery_discount")
                    - models.F("relief")
                ),
            ),
            models.CheckConstraint(
                name="order_exemption_known",
                condition=Q(exemption__in=["", *(code for code, _words in EXEMPTIONS)]),
            ),
            models.CheckConstraint(
                name="order_relief_has_reason", condition=Q(relief=0) | ~Q(exemption="")
            ),
            models.CheckConstraint(
                name="order_discount_within_items",
                condition=Q(discount__lte=models.F("subtotal")),
            ),
            models.CheckConstraint(
                name="order_discount_within_delivery",
                condition=Q(delivery_discount__lte=models.F("delivery")),
            ),
            models.CheckConstraint(
                name="order_placed_has_date",
                condition=Q(state__in=UNPLACED)
                | Q(placed_at__isnull=False)
                | Q(state=OrderState.CANCELLED, waits_until__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Serves the sweep that gives held stock back.
            models.Index(
                name="order_held",
                fields=["reserved_until"],
                condition=Q(state=OrderState.AWAITING_PAYMENT),
            ),
            # Serves the search for orders that were left: only those it has not seen yet.
            models.Index(
                name="order_left",
                fields=["last_activity_at"],
                condition=Q(state__in=UNPLACED, swept_until__lt=models.F("last_activity_at")),
            ),
            # Serves the newest first in the admin.
            models.Index(name="order_newest", fields=["-created_at", "-id"]),
            # Serves the search for orders so old that the law asks no longer whose they were.
            models.Index(name="order_to_forget", fields=["created_at"], condition=~Q(email="")),
            # An order is written at each step, and has neither of the two at first.
            models.Index(name="order_of_account", fields=["user"], condition=Q(user__isnull=False)),
            models.Index(
                name="order_by_method",
                fields=["delivery_method"],
                condition=Q(delivery_method__isnull=False),
            ),
            # Serves the report on what was ordered in a period.
            models.Index(
                name="order_by_day", fields=["placed_at"], condition=Q(placed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_placed(self) -> bool:
        return self.state not in UNPLACED

    @property
    def is_paid(self) -> bool:
        """Whether it was ever paid; what became of the money since, the payment says."""
        return self.placed_at is not None

    @property
    def is_waiting(self) -> bool:
        """Whether it is ordered and its money on the way: nothing is left to do but to wait."""
        return self.state == OrderState.AWAITING_PAYMENT and self.waits_until is not None

    @property
    def applied(self) -> list[Applied]:
        """What each promotion gave, under the name that it had then."""
        return [
            Applied(label=label or label_of(code), code=code, amount=amount, delivery=delivery)
            for label, code, amount, delivery in self.promotion_rows
        ]

    @property
    def taxes(self) -> list[TaxPart]:
        return [TaxPart(rate=rate, amount=amount, tax=tax) for rate, amount, tax in self.tax_rows]

    @property
    def relief_words(self) -> str:
        return Exemption(self.exemption).words if self.exemption else ""

    @property
    def is_reverse_charged(self) -> bool:
        return self.exemption == Exemption.REVERSE_CHARGE


class OrderEvent(models.Model):
    """A change of an order's state, written in the transaction that made it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    from_state = models.CharField(_("from"), max_length=20, choices=OrderState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=OrderState.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    by = models.CharField(_("by"), max_length=40, help_text=_("shopper, bank, sweep or staff"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        labels: dict[str, Any] = dict(OrderState.choices)
        return f"{labels.get(self.from_state, '·')} → {labels[self.to_state]}"


class OrderToken(models.Model):
    """A secret that shows one order in full: in the cookie of the browser it was begun in, or in a
    mail's link. A masked one, in the cookie of a browser in which its cart was opened, lets pay the
    order and shows nobody's name. Only its hash is here (pitfall M19).
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, editable=False)
    is_masked = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            models.UniqueConstraint(name="order_token_once", fields=["digest"])
        ]

    def __str__(self) -> str:
        return f"token of {self.order_id}"
