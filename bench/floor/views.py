"""The same facts on the same pages, as plainly as Django lets one write them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bench.floor import rows

PAGE_SIZE, NEWEST, RELATED = 24, 12, 4
STEP = 4  # characters of a category's path that name one level


def home(request: HttpRequest) -> HttpResponse:
    context = {
        "categories": _menu(rows.categories()),
        "cards": rows.cards(rows.published()[:NEWEST]),
    }
    return render(request, "floor/home.html", context)


def category(request: HttpRequest, slug: str) -> HttpResponse:
    categories = rows.categories()
    shelf = next((row for row in categories if row["slug"] == slug), None)
    if shelf is None:
        raise Http404
    below = [row["pk"] for row in categories if row["path"].startswith(shelf["path"])]
    products = rows.published().filter(category__in=below)
    page = Paginator(products, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "categories": _menu(categories),
        "shelf": shelf,
        "trail": [row for row in categories if shelf["path"].startswith(row["path"])],
        "page": page,
        "cards": rows.cards(page.object_list),
        "page_numbers": page.paginator.get_elided_page_range(
            page.number, on_each_side=1, on_ends=1
        ),
    }
    return render(request, "floor/category.html", context)


def product(request: HttpRequest, slug: str) -> HttpResponse:
    variants = rows.variants(slug)
    if not variants:
        raise Http404
    categories = rows.categories()
    shown = variants[0]
    shelf = next(row for row in categories if row["pk"] == shown["product__category_id"])
    others = rows.published().filter(category=shelf["pk"]).exclude(pk=shown["product_id"])
    name = f"name_{get_language()}"
    options = {row["variant"]: row for row in rows.options(shown["product_id"])}
    for row in variants:
        row.update(rows.stock(row["units"]))
        row["amount"] = rows.money(row["price"])
        row["label"] = options[row["pk"]][name] if row["pk"] in options else row["sku"]
    context = {
        "categories": _menu(categories),
        "shelf": shelf,
        "trail": [row for row in categories if shelf["path"].startswith(row["path"])],
        "shown": shown,
        "slug": slug,
        "variants": variants,
        "chosen": next((row for row in variants if row["units"] > 0), shown),
        "pictures": rows.pictures(shown["product_id"]),
        "traits": [
            (row[f"attribute__{name}"], row[name]) for row in rows.traits(shown["product_id"])
        ],
        "cards": rows.cards(others[:RELATED]),
    }
    return render(request, "floor/product.html", context)


def cached_home(request: HttpRequest) -> HttpResponse:
    """The page with its fragment cached: querysets are asked only when it is not."""
    context = {
        "language": get_language(),
        "name": "home",
        "categories": lambda: _menu(rows.categories()),
        "cards": lambda: rows.cards(rows.published()[:NEWEST]),
    }
    return render(request, "floor/cached.html", context)


def cached_category(request: HttpRequest, slug: str) -> HttpResponse:
    products = rows.published().filter(category__slug=slug)
    context = {
        "language": get_language(),
        "name": slug,
        "categories": lambda: _menu(rows.categories()),
        "cards": lambda: rows.cards(products[:PAGE_SIZE]),
    }
    return render(request, "floor/cached.html", context)


def _menu(categories: list[rows.Row]) -> list[rows.Row]:
    """Put each category below its parent."""
    top = {row["path"]: row | {"children": []} for row in categories if len(row["path"]) == STEP}
    for row in categories:
        if len(row["path"]) > STEP:
            top[row["path"][:STEP]]["children"].append(row)
    return list(top.values())
