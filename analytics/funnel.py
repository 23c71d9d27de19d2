"""How far shoppers came: visits are counted, carts are followed (A2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from analytics.periods import Period
from cart.models import Cart, CartState, Line, Place, Trouble, TroubleKind
from catalog.models import ProductViews
from checkout.models import FormError, Payment, PaymentState, Step

_OF_CART = OuterRef("pk")


class Stage(IntEnum):
    """The last thing that a cart's shopper finished."""

    CART = 0
    EMAIL = 1
    ADDRESSES = 2
    DELIVERY = 3
    PAYMENT = 4  # begun
    PLACED = 5


@dataclass(frozen=True, slots=True)
class Stopped:
    """Carts that came so far and no further, and what is in them, in minor units."""

    carts: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carts:
    """What became of the carts that were begun in a period."""

    stopped: Mapping[Stage, Stopped]
    with_code: int = 0
    refused: int = 0  # those whose shopper typed a code that was refused
    tried: int = 0  # those of either kind

    def reached(self, stage: Stage) -> int:
        """Return how many came as far as ``stage``, or further."""
        return sum(each.carts for at, each in self.stopped.items() if at >= stage)

    @property
    def begun(self) -> int:
        return self.reached(Stage.CART)


def carts(period: Period) -> Carts:
    """Follow the carts that were begun in ``period``: one query (``cart_by_day``)."""
    stopped = {stage: Stopped() for stage in Stage}
    sums = dict.fromkeys(("with_code", "refused", "tried"), 0)
    for row in _by_stage(period):
        stopped[Stage(row["stage"])] = Stopped(row["carts"], row["value"])
        for name in sums:
            sums[name] += row[name]
    return Carts(stopped=stopped, **sums)


def shoppers_carts(period: Period) -> QuerySet[Cart]:
    """Return the carts begun in ``period``, without those of staff and of programs, and without those
    that were joined to another one, which is counted.
    """
    begun = Cart.objects.filter(
        _not_of_staff("user"), period.holds("created_at"), is_of_agent=False
    )
    return begun.exclude(state=CartState.JOINED)


def are_kept(period: Period) -> bool:
    """Tell whether no cart of ``period`` can have been erased for its age yet."""
    return period.start > period.now - timedelta(days=settings.RETENTION_DAYS)


def views(period: Period) -> int:
    """Return how often products were looked at, on whole days: one query (``product_views_by_day``)."""
    seen = ProductViews.objects.filter(day__gte=period.first, day__lte=period.last)
    total: int = seen.aggregate(total=Sum("views", default=0))["total"]
    return total


def form_errors(period: Period, *, most: int) -> list[dict[str, Any]]:
    """Return which fields were refused by which rule, the most often first: one query
    (``form_error_by_day``).
    """
    met: QuerySet[Any, Any] = FormError.objects.filter(
        _not_of_staff("cart__user"), period.holds("met_at")
    )
    counted = (
        met.exclude(cart__is_of_agent=True)
        .values("step", "field", "code")
        .annotate(times=Count("pk"), carts=Count("cart", distinct=True))
    )
    return list(counted.order_by("-times", "step", "field", "code")[:most])


def failed_payments(period: Period) -> list[dict[str, Any]]:
    """Return why payments failed, and how many of those orders were paid after all: one query
    (``payment_newest``).
    """
    failed: QuerySet[Any, Any] = Payment.objects.filter(
        _not_of_staff("order__user"), period.holds("created_at"), state=PaymentState.FAILED
    )
    counted = (
        failed.exclude(order__cart__is_of_agent=True)
        .values("error")
        .annotate(
            payments=Count("pk"),
            orders=Count("order", distinct=True),
            paid=Count("order", distinct=True, filter=Q(order__placed_at__isnull=False)),
        )
    )
    return list(counted.order_by("-payments", "error"))


def _not_of_staff(user: str) -> Q:
    """Return the condition that the account at ``user`` is a shopper's, or that there is none."""
    return Q((user, None)) | Q((f"{user}__is_staff", False))


def _by_stage(period: Period) -> QuerySet[Any, Any]:
    refused = Trouble.objects.filter(cart=_OF_CART, kind=TroubleKind.CODE_REFUSED)
    has_code = Q(promotion__isnull=False)
    return (
        shoppers_carts(period)
        .annotate(stage=_stage(), worth=_worth(), was_refused=Exists(refused))
        .values("stage")
        .annotate(
            carts=Count("pk"),
            value=Sum("worth"),
            with_code=Count("pk", filter=has_code),
            refused=Count("pk", filter=Q(was_refused=True)),
            tried=Count("pk", filter=has_code | Q(was_refused=True)),
        )
        .order_by("stage")
    )


def _stage() -> Case:
    """An order notes the step that it has come to: the one before that is finished."""
    paying = Exists(Payment.objects.filter(order__cart=_OF_CART))
    return Case(
        When(order__placed_at__isnull=False, then=Value(Stage.PLACED.value)),
        When(paying, then=Value(Stage.PAYMENT.value)),
        When(order__reached__gte=Step.PAYMENT, then=Value(Stage.DELIVERY.value)),
        When(order__reached__gte=Step.DELIVERY, then=Value(Stage.ADDRESSES.value)),
        When(order__isnull=False, then=Value(Stage.EMAIL.value)),
        default=Value(Stage.CART.value),
        output_field=IntegerField(),
    )


def _worth() -> Coalesce:
    """What lies in a cart at the prices that its shopper saw, without promo code and delivery."""
    price = ExpressionWrapper(F("quantity") * F("seen_price"), output_field=BigIntegerField())
    lines = Line.objects.filter(cart=_OF_CART, place=Place.IN_CART).order_by()
    total = lines.values("cart").annotate(total=Sum(price)).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))
