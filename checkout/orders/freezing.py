"""What an order promises: copied from the cart when payment starts, and held from then on (M8)."""

import hashlib
import json
from collections.abc import Iterator

from django.conf import settings

from cart.contents import Contents
from catalog import stock
from checkout.models import Order, OrderLine, OrderState
from checkout.orders.redeeming import redeem, unredeem


def fingerprint(contents: Contents) -> str:
    """Return a text that is equal for two carts exactly when an order of them would be."""
    facts = [
        [[row.variant_id, row.quantity, row.unit_price] for row in contents.buyable],
        [[each.key, each.amount, each.delivery] for each in contents.totals.applied],
        [contents.method_id, contents.totals.total],
        [contents.country, contents.vat_number, contents.taxes.exemption],
        sorted(contents.taxes.rates.items()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def freeze(order: Order, contents: Contents) -> dict[str, object]:
    """Hold stock, count promotions and copy the lines; return the order's own columns to write.

    Inside the caller's transaction, with the order locked. What was held for an earlier attempt is
    held no longer. Raises stock.OutOfStock, UsedUp; the caller then lets its transaction go.
    """
    columns = _columns(contents)  # first: days may read calendars, which must not hold up others
    stock.exchange(
        held=reserved_units(order) if order.state == OrderState.AWAITING_PAYMENT else {},
        wanted={row.variant_id: row.quantity for row in contents.buyable},
    )
    redeem(order, [each.key for each in contents.totals.applied])
    if order.frozen_as:
        order.lines.all().delete()
    OrderLine.objects.bulk_create(_lines(order, contents))
    return columns


def _lines(order: Order, contents: Contents) -> Iterator[OrderLine]:
    taxes = contents.taxes
    for row, priced in contents.priced_rows:
        rate = taxes.rates[row.tax_class]
        yield OrderLine(
            order=order,
            variant_id=row.variant_id,
            sku=row.sku,
            name=row.full_name[:300],
            quantity=row.quantity,
            unit_price=row.unit_price,
            discount=priced.discount,
            tax_rate=0 if taxes.exemption else rate,
            relieved_rate=rate if taxes.exemption else 0,
        )


def _columns(contents: Contents) -> dict[str, object]:
    totals, offer = contents.totals, contents.offer
    return {
        "frozen_as": fingerprint(contents),
        "delivery_name": offer.name if offer else "",
        "earliest": offer.earliest if offer else None,
        "latest": offer.latest if offer else None,
        "code": contents.code,
        "currency": settings.CURRENCY,
        "subtotal": totals.subtotal,
        "discount": totals.discount,
        "delivery": totals.delivery or 0,
        "delivery_discount": totals.delivery_discount,
        "relief": totals.relief,
        "exemption": totals.exemption or "",
        "total": totals.total,
        "promotion_rows": [
            [each.label, each.code, each.amount, each.delivery] for each in totals.applied
        ],
        "tax_rows": [[part.rate, part.amount, part.tax] for part in totals.taxes],
    }


def thaw(order: Order) -> dict[str, object]:
    """Give stock and promotions back and drop the copied lines; return the order's own columns.

    Inside the caller's transaction, with the order locked: the cart says again what is in it.
    """
    stock.release(reserved_units(order))
    unredeem(order)
    order.lines.all().delete()
    return {"frozen_as": "", "reserved_until": None}


def bought(order: Order) -> tuple[dict[int, int], set[int]]:
    """Return ``{variant id: units}`` of ``order``, and the keys of their products."""
    rows = order.lines.exclude(variant=None).order_by("variant_id")
    found = list(rows.values_list("variant_id", "quantity", "variant__product_id"))
    return {pk: units for pk, units, _product in found}, {product for _pk, _units, product in found}


def reserved_units(order: Order) -> dict[int, int]:
    """Return ``{variant id: units}`` that are held for ``order``."""
    units, _product_ids = bought(order)
    return units
