"""Reads a cart as it stands now.

Three queries whatever the number of lines: lines with options and picture, the delivery rates, the
promotions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import TextField, Value
from django.db.models.expressions import RawSQL

from cart import delivery
from cart.contents import Contents
from cart.holding import held_units
from cart.models import Cart, Line, Place
from cart.promotions.reading import Promotions, promotions_for
from cart.row import Row
from catalog.pages import texts
from catalog.pages.availability import counted
from catalog.pages.images import Image, image
from catalog.quantities import Quantities

_OPTION = "variant__option_values"

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


def _rows(carts: Sequence[Cart], *, with_images: bool) -> dict[int, dict[int, Row]]:
    """Return the lines of each cart by variant; removed ones are left out."""
    names, options = texts.columns("variant__product__name"), texts.columns(f"{_OPTION}__name")
    found: Iterable[tuple[Any, ...]] = (
        Line.objects.filter(cart__in=carts)
        .exclude(place=Place.REMOVED)
        .order_by("pk", f"{_OPTION}__attribute__position", f"{_OPTION}__position", f"{_OPTION}__pk")
        .values_list(
            "cart_id",
            "pk",
            "variant_id",
            "variant__sku",
            "variant__product_id",
            "variant__product__slug",
            "variant__product__brand_id",
            "variant__product__category__path",
            "quantity",
            "place",
            "other_quantity",
            "is_offered",
            "variant__price",
            "seen_price",
            "variant__product__tax_class",
            "variant__weight",
            "variant__least_quantity",
            "variant__quantity_step",
            "variant__most_quantity",
            "variant__is_active",
            "variant__product__is_published",
            "variant__stock__on_hand",
            "variant__stock__reserved",
            "variant__stock__is_tracked",
            held_units(),
            _PICTURE if with_images else _NO_PICTURE,
            *options,
            *names,
        )
    )
    found_in: dict[int, dict[int, Row]] = defaultdict(dict)
    for (
        cart, pk, variant, sku, product, slug, brand, path, quantity, place, other, is_offered, unit_price,
        seen, tax_class, weight, least, step, most, is_active, is_published, on_hand, reserved, is_tracked, held, picture,
        *words,
    ) in found:  # fmt: skip
        option = texts.first(tuple(words[: len(options)]))
        rows = found_in[cart]
        if variant in rows:  # one of several options
            rows[variant].options.append(option)
            continue
        quantities = Quantities(least, step, most)
        rows[variant] = Row(
            pk=pk,
            variant_id=variant,
            sku=sku,
            product_id=product,
            slug=slug,
            brand_id=brand,
            category_path=path,
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
                quantities=quantities,
            ),
            quantities=quantities,
            is_for_sale=is_active and is_published,
            options=[option] if option else [],
            image=_image(picture) if picture else None,
            other_quantity=other,
            is_offered=is_offered,
        )
    return found_in


def _image(picture: str) -> Image:
    width, height, file = picture.split(" ", 2)
    return image(file=file, width=int(width), height=int(height), alt="")
