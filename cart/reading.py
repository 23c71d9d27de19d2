"""Reads a cart as it stands now.

Three queries whatever the number of lines: lines with options and picture, the delivery rates, the
promotions.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

from cart import delivery
from cart.contents import Contents
from cart.holding import held_units
from cart.models import Cart, Line, Place
from cart.promotions.reading import Promotions, promotions_for
from cart.row import Row
from catalog import texts
from catalog.pages.availability import counted
from catalog.pages.images import Image, image
from catalog.quantities import Quantities
from catalog.sensitive import InSensitiveCategory
from shop.core.rows import statements

_OPTION = "variant__option_values"

# What a row has as it is in the database, then what it is worked out of; see ``_row``.
_COLUMNS = {
    "pk": "pk",
    "variant_id": "variant_id",
    "sku": "variant__sku",
    "product_id": "variant__product_id",
    "slug": "variant__product__slug",
    "brand_id": "variant__product__brand_id",
    "category_path": "variant__product__category__path",
    "quantity": "quantity",
    "place": "place",
    "other_quantity": "other_quantity",
    "is_offered": "is_offered",
    "unit_price": "variant__price",
    "seen_price": "seen_price",
    "tax_class": "variant__product__tax_class",
    "weight": "variant__weight",
}
_FACTS = (
    "cart_id",
    "variant__is_active",
    "variant__product__is_published",
    "variant__stock__on_hand",
    "variant__stock__reserved",
    "variant__stock__is_tracked",
    "variant__least_quantity",
    "variant__quantity_step",
    "variant__most_quantity",
    "variant__product__is_sensitive",
)

# ``width height file`` of a picture of the variant, else of the first one of its product. Written by
# hand: to build it costs Django more than a query of its own for all pictures.
_PICTURE = RawSQL(
    """COALESCE(
    (SELECT width || ' ' || height || ' ' || file FROM catalog_picture
        WHERE variant_id = cart_line.variant_id AND file <> '' ORDER BY position, id LIMIT 1),
    (SELECT width || ' ' || height || ' ' || file FROM catalog_picture
        WHERE product_id = catalog_variant.product_id AND file <> '' ORDER BY position, id LIMIT 1)
    )""",
    [],
    output_field=TextField(),
)
_NO_PICTURE = Value("")


def contents(
    cart: Cart,
    *,
    country: str = "",
    method_id: int | None = None,
    vat_number: str = "",
    with_images: bool = True,
) -> Contents:
    """Read ``cart`` as it stands now.

    Without a ``country`` it is the one that was chosen in the cart, else the shop's own.
    """
    rows = _rows([cart], with_images=with_images)[cart.pk]
    return Contents(
        cart=cart,
        rows=list(rows.values()),
        rates=delivery.price_list() if rows else [],
        promotions=promotions_for(cart) if rows or cart.promotion_id else Promotions(),
        country=country or cart.country or settings.COUNTRY,
        method_id=method_id,
        vat_number=vat_number,
    )


def contents_of(carts: Sequence[Cart], promotions: Mapping[int, Promotions]) -> list[Contents]:
    """Read ``carts`` as they stand now, with the ``promotions`` that each may get by its key.

    Two queries whatever their number: lines and delivery rates.
    """
    rows = _rows(carts, with_images=False)
    rates = delivery.price_list()
    return [
        Contents(
            cart=cart,
            rows=list(rows[cart.pk].values()),
            rates=rates,
            promotions=promotions[cart.pk],
            country=cart.country or settings.COUNTRY,
        )
        for cart in carts
    ]


def rows_of(cart_ids: Collection[int]) -> dict[int, list[Row]]:
    """Return the lines of carts with their pictures, not priced: one query, whatever the number."""
    found = _rows(cart_ids, with_images=True)
    return {pk: list(found[pk].values()) for pk in cart_ids}


def _rows(
    carts: Collection[Cart] | Collection[int], *, with_images: bool
) -> dict[int, dict[int, Row]]:
    """Return the lines of each cart by variant; removed ones are left out."""
    keys = [cart.pk if isinstance(cart, Cart) else cart for cart in carts]
    names = len(texts.columns("name"))
    end = len(_COLUMNS) + len(_FACTS) + 3  # of a sensitive category, held units, picture
    rows: dict[int, dict[int, Row]] = defaultdict(dict)
    for line in statements.rows_of(_lines_with_pictures if with_images else _lines, keys):
        columns = dict(zip(_COLUMNS, line, strict=False))
        lines, variant, words = rows[line[len(_COLUMNS)]], columns["variant_id"], line[end:]
        if variant not in lines:
            name = texts.first(words[names:])
            lines[variant] = _row(columns, name, line[len(_COLUMNS) + 1 : end])
        if option := texts.first(words[:names]):  # one of several
            lines[variant].options.append(option)
    return rows


def _lines_with_pictures(carts: Sequence[int]) -> QuerySet[Line, tuple[Any, ...]]:
    return _lines(carts, picture=_PICTURE)


def _lines(
    carts: Sequence[int], *, picture: RawSQL | Value = _NO_PICTURE
) -> QuerySet[Line, tuple[Any, ...]]:
    """Return the lines of ``carts``, a row an option: columns, facts, the option's names, the product's."""
    lines: QuerySet[Line] = QuerySet(Line).filter(cart__in=carts).exclude(place=Place.REMOVED)
    options = ("attribute__position", "position", "pk")
    return lines.order_by("pk", *(f"{_OPTION}__{each}" for each in options)).values_list(
        *_COLUMNS.values(),
        *_FACTS,
        InSensitiveCategory("variant__product__category__path"),
        held_units(),
        picture,
        *texts.columns(f"{_OPTION}__name"),
        *texts.columns("variant__product__name"),
    )


def _row(columns: dict[str, Any], name: str, facts: tuple[Any, ...]) -> Row:
    """Return a row; ``facts`` are those of ``_FACTS`` after the cart, and the three after them."""
    is_active, is_published, on_hand, reserved, is_tracked, least, step, most, *more = facts
    is_marked, is_in_marked, held, picture = more
    quantities = Quantities(least, step, most)
    return Row(
        **columns,
        name=name,
        availability=counted(
            on_hand=on_hand,
            reserved=None if reserved is None else reserved - held,
            is_tracked=is_tracked,
            quantities=quantities,
        ),
        quantities=quantities,
        is_for_sale=is_active and is_published,
        is_sensitive=is_marked or is_in_marked,
        image=_image(picture) if picture else None,
    )


def _image(picture: str) -> Image:
    width, height, file = picture.split(" ", 2)
    return image(file=file, width=int(width), height=int(height), alt="")
