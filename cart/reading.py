"""Reads a cart as it stands now.

Three queries whatever the number of lines: lines with their options, pictures, the delivery rates.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cart import delivery
from cart.contents import Contents, Row
from cart.holding import held_units
from cart.models import Cart, Line, Place
from catalog.models import Picture
from catalog.pages import texts
from catalog.pages.availability import counted
from catalog.pages.images import image

_OPTION = "variant__option_values"


def contents(
    cart: Cart,
    *,
    country: str = "",
    method_id: int | None = None,
    vat_number: str = "",
    with_images: bool = True,
) -> Contents:
    """Read ``cart`` as it stands now."""
    rows = _rows(cart)
    if with_images:
        _add_images(rows)
    return Contents(
        cart=cart,
        rows=list(rows.values()),
        rates=delivery.price_list() if rows else [],
        country=country or settings.COUNTRY,
        method_id=method_id,
        vat_number=vat_number,
    )


def _rows(cart: Cart) -> dict[int, Row]:
    """Return the lines by variant; removed ones are left out."""
    names, options = texts.columns("variant__product__name"), texts.columns(f"{_OPTION}__name")
    found: Iterable[tuple[Any, ...]] = (
        Line.objects.filter(cart=cart)
        .exclude(place=Place.REMOVED)
        .order_by("pk", f"{_OPTION}__attribute__position", f"{_OPTION}__position", f"{_OPTION}__pk")
        .values_list(
            "pk",
            "variant_id",
            "variant__sku",
            "variant__product__slug",
            "quantity",
            "place",
            "variant__price",
            "seen_price",
            "variant__product__tax_class",
            "variant__weight",
            "variant__is_active",
            "variant__product__is_published",
            "variant__stock__on_hand",
            "variant__stock__reserved",
            "variant__stock__is_tracked",
            held_units(),
            *options,
            *names,
        )
    )
    rows: dict[int, Row] = {}
    for (
        pk, variant, sku, slug, quantity, place, unit_price, seen, tax_class, weight, is_active,
        is_published, on_hand, reserved, is_tracked, held, *words,
    ) in found:  # fmt: skip
        option = texts.first(tuple(words[: len(options)]))
        if variant in rows:  # one of several options
            rows[variant].options.append(option)
            continue
        rows[variant] = Row(
            pk=pk,
            variant_id=variant,
            sku=sku,
            slug=slug,
            name=texts.first(tuple(words[len(options) :])),
            quantity=quantity,
            place=place,
            unit_price=unit_price,
            seen_price=seen,
            tax_class=tax_class,
            weight=weight,
            availability=counted(
                on_hand=on_hand,
                reserved=None if reserved is None else reserved - held,
                is_tracked=is_tracked,
            ),
            is_for_sale=is_active and is_published,
            options=[option] if option else [],
        )
    return rows


def _add_images(rows: dict[int, Row]) -> None:
    """Give each row a picture of its variant, else the first one of its product."""
    if not rows:
        return
    found = (
        Picture.objects.filter(product__variants__in=list(rows))
        .exclude(file="")
        .order_by("position", "pk")
        .values_list("product__variants", "variant_id", "file", "width", "height")
    )
    is_own: set[int] = set()
    for variant, pictured, file, width, height in found:
        row = rows.get(variant)
        if row is None or variant in is_own:
            continue
        if pictured == variant:
            is_own.add(variant)
        elif row.image is not None:
            continue
        row.image = image(file=file, width=width, height=height, alt="")
