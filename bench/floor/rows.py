"""The rows of a page in as few queries as they take: values, no instances."""

from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import AttributeValue, Category, Picture, Product, Variant

Row = dict[str, Any]


def categories() -> list[Row]:
    name = f"name_{get_language()}"
    return list(Category.objects.order_by("path").values("pk", "path", "slug", title=F(name)))


def published() -> QuerySet[Product]:
    return Product.objects.filter(is_published=True).order_by("-created_at", "-pk")


def cards(page: QuerySet[Product]) -> list[Row]:
    """Return what a list shows of the products of ``page``; one query."""
    rows = Variant.objects.filter(
        product__in=page, is_active=True, product__pictures__position=0
    ).values_list(
        "product_id",
        "price",
        F("stock__on_hand") - F("stock__reserved"),
        "product__slug",
        f"product__name_{get_language()}",
        "product__pictures__file",
        "product__pictures__width",
        "product__pictures__height",
    )
    found: dict[int, Row] = {}
    for pk, price, units, slug, name, file, width, height in rows.order_by(
        "-product__created_at", "-product_id"
    ):
        card = found.get(pk)
        if card is None:
            found[pk] = {
                "slug": slug,
                "name": name,
                "folder": file.rpartition(".")[0],
                "width": width,
                "height": height,
                "prices": {price},
                "units": units,
            }
        else:
            card["prices"].add(price)
            card["units"] += units
    for card in found.values():
        card["price"] = money(min(card["prices"]))
        card["is_from"] = len(card["prices"]) > 1
        card.update(stock(card["units"]))
    return list(found.values())


def variants(slug: str) -> list[Row]:
    """Return the variants of a product, each with the product's own texts; one query."""
    language = get_language()
    rows = Variant.objects.filter(product__slug=slug, product__is_published=True, is_active=True)
    return list(
        rows.order_by("position", "pk").values(
            "pk",
            "sku",
            "price",
            "product_id",
            "product__category_id",
            units=F("stock__on_hand") - F("stock__reserved"),
            name=F(f"product__name_{language}"),
            description=F(f"product__description_{language}"),
            brand=F("product__brand__name"),
        )
    )


def pictures(product: int) -> list[Row]:
    rows = Picture.objects.filter(product=product).order_by("position")
    found = list(rows.values("file", "width", "height"))
    for row in found:
        row["folder"] = row["file"].rpartition(".")[0]
    return found


def traits(product: int) -> list[Row]:
    return list(_values().filter(products=product).values(*_words()))


def options(product: int) -> list[Row]:
    rows = _values().filter(variants__product=product)
    return list(rows.values(*_words(), variant=F("variants__pk")))


def money(amount: int) -> str:
    return f"{number_format(Decimal(amount) / 100, 2)} €"


def stock(units: int) -> Row:
    if units > 3:
        return {"state": "in", "words": _("In stock")}
    if units <= 0:
        return {"state": "out", "words": _("Out of stock")}
    words = ngettext("Only %(units)d left", "Only %(units)d left", units)
    return {"state": "low", "words": words % {"units": units}}


def _values() -> QuerySet[AttributeValue]:
    return AttributeValue.objects.order_by("attribute__position", "position")


def _words() -> list[str]:
    return [f"name_{get_language()}", f"attribute__name_{get_language()}"]
