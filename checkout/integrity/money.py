"""Amounts in minor units that must agree, to the cent."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from checkout.models import Order, OrderLine, OrderState, Payment, PaymentState, Refund, RefundState
from checkout.models.payment import OPEN
from shop.core.integrity import Found, checks_integrity

_FROZEN = ~Q(frozen_as="")
_IS_PLACED = Q(placed_at__isnull=False)


class SumOfRows(Func):
    """The sum over a column of rows that a JSON field holds as lists; ``at`` counts from nought."""

    output_field = BigIntegerField()
    template = (
        "(SELECT COALESCE(SUM((part ->> %(at)s)::bigint), 0)"
        " FROM jsonb_array_elements(%(expressions)s) AS part)"
    )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT COALESCE(SUM(json_extract(value, '$[%(at)s]')), 0)"
            " FROM json_each(%(expressions)s))"
        )
        return self.as_sql(compiler, connection, template=template, **context)


@checks_integrity("money.order-lines")
def order_lines() -> Iterator[Found]:
    """An order's items and what is off them are the sums of its lines (M7)."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    gross = lines.annotate(sum=Sum(F("unit_price") * F("quantity"))).values("sum")
    off = lines.annotate(sum=Sum("discount")).values("sum")
    rows = Order.objects.filter(_FROZEN).annotate(
        gross=Coalesce(Subquery(gross), 0), off=Coalesce(Subquery(off), 0)
    )
    wrong = rows.exclude(subtotal=F("gross"), discount=F("off")).order_by("pk")
    for reference, *sums in wrong.values_list("reference", "subtotal", "discount", "gross", "off"):
        subtotal, discount, gross_sum, off_sum = sums
        says = f"says {subtotal} less {discount}, its lines say {gross_sum} less {off_sum}"
        yield f"order {reference}", says


@checks_integrity("money.order-taxes")
def order_taxes() -> Iterator[Found]:
    """Its taxes are of its total, and its promotions gave what is off it."""
    rows = Order.objects.filter(_FROZEN).annotate(
        taxed=SumOfRows("tax_rows", at=1),
        off=SumOfRows("promotion_rows", at=2),
        delivery_off=SumOfRows("promotion_rows", at=3),
    )
    right = Q(total=F("taxed"), discount=F("off"), delivery_discount=F("delivery_off"))
    for order in rows.exclude(right).order_by("pk").values_list(
        "reference", "total", "taxed", "discount", "delivery_discount", "off", "delivery_off",
        named=True,
    ):  # fmt: skip
        says = (
            f"{order.total} with taxes of {order.taxed}, {order.discount} and "
            f"{order.delivery_discount} off by promotions of {order.off} and {order.delivery_off}"
        )
        yield f"order {order.reference}", says


@checks_integrity("money.placed-is-paid")
def placed_is_paid() -> Iterator[Found]:
    """Each order that was placed has its payment that succeeded; one of nothing, too (M14)."""
    paid = Payment.objects.filter(
        order=OuterRef("pk"),
        state=PaymentState.SUCCEEDED,
        amount=OuterRef("total"),
        currency=OuterRef("currency"),
    )
    rows = Order.objects.filter(_IS_PLACED, ~Exists(paid)).order_by("pk")
    for reference, total, currency in rows.values_list("reference", "total", "currency"):
        yield f"order {reference}", f"is placed, and no payment brought its {total} {currency}"


@checks_integrity("money.paid-is-placed")
def paid_is_placed() -> Iterator[Found]:
    """Each payment that succeeded placed its order, and there is one an order (M1)."""
    rows = _named(Payment.objects.filter(state=PaymentState.SUCCEEDED))
    for row in rows.filter(order__placed_at=None):
        yield _name(row), f"has succeeded, and its order is {row.order_state}"
    taken = rows.filter(order__in=_paid_twice())
    for row in taken:
        yield _name(row), "has succeeded, as another one of its order"


@checks_integrity("money.open-amount")
def open_amount() -> Iterator[Found]:
    """Nobody is asked for another amount than that of the order as it stands (M8)."""
    same = Q(order__frozen_as=F("frozen_as"), frozen_as__gt="")
    rows = _named(Payment.objects.filter(same, state__in=OPEN)).exclude(amount=F("order__total"))
    for row in rows:
        yield _name(row), f"is open for {row.amount}, its order is of {row.total}"


@checks_integrity("money.refunds-counted")
def refunds_counted() -> Iterator[Found]:
    """What is given back of a payment is the sum of its refunds that were not refused (M23)."""
    not_refused = Refund.objects.filter(payment=OuterRef("pk")).exclude(state=RefundState.FAILED)
    own = not_refused.order_by().values("payment")
    counted = Coalesce(Subquery(own.annotate(sum=Sum("amount")).values("sum")), 0)
    asked = Q(refunded__gt=0) | Exists(Refund.objects.filter(payment=OuterRef("pk")))
    rows = _named(Payment.objects.filter(asked).annotate(counted=counted), "counted", "refunded")
    for row in rows.exclude(refunded=F("counted")):
        yield _name(row), f"{row.refunded} given back, its refunds are {row.counted}"


@checks_integrity("money.late-is-owed")
def late_is_owed() -> Iterator[Found]:
    """Of money that came too late a refund was asked for (M14)."""
    late = Payment.objects.filter(state=PaymentState.LATE, amount__gt=0)
    for row in _named(late.filter(refunds=None)):
        yield _name(row), f"{row.amount} came too late, and nobody gives it back"


@checks_integrity("money.refunded-orders")
def refunded_orders() -> Iterator[Found]:
    """An order is refunded exactly when all of its money is back.

    One of which a bank took its word back stays refunded, and staff see the refusal.
    """
    refunds = Refund.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    arrived = refunds.filter(state=RefundState.SUCCEEDED).annotate(sum=Sum("amount")).values("sum")
    refused = Refund.objects.filter(payment=OuterRef("pk"), state=RefundState.FAILED)
    rows = Payment.objects.filter(state=PaymentState.SUCCEEDED, amount__gt=0).annotate(
        arrived=Case(
            When(refunded__gt=0, then=Coalesce(Subquery(arrived), 0)), default=0,
            output_field=BigIntegerField(),
        )
    )  # fmt: skip
    is_refunded = Q(order__state=OrderState.REFUNDED)
    too_early = is_refunded & Q(arrived__lt=F("amount")) & ~Exists(refused)
    forgotten = ~is_refunded & Q(arrived=F("amount"))
    for row in _named(rows.filter(too_early | forgotten), "arrived"):
        says = f"{row.arrived} of {row.amount} is back, and the order is {row.order_state}"
        yield _name(row), says


def _paid_twice() -> Any:
    """The database allows one; a table filled past its constraints may have more."""
    paid = Payment.objects.filter(state=PaymentState.SUCCEEDED).order_by().values("order")
    return paid.annotate(n=Count("pk")).filter(n__gt=1).values("order")


def _named(rows: QuerySet[Payment], *more: str) -> Any:
    return (
        rows.order_by("pk")
        .annotate(
            reference=F("order__reference"), order_state=F("order__state"), total=F("order__total")
        )
        .values_list("pk", "amount", "reference", "order_state", "total", *more, named=True)
    )


def _name(row: Any) -> str:
    return f"payment {row.pk} of order {row.reference}"
