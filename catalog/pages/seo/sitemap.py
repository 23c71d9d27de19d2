"""What search engines are told to read (L4): the pages of products and shelves, and what to skip."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.models import Category, Product
from catalog.pages.addresses import address

PER_FILE = 5000  # addresses; the protocol allows 50,000

# Pages about one visitor, and lists that are the same things in another order.
_PRIVATE = (
    "/account/",
    "/admin/",
    "/cart/",
    "/checkout/",
    "/o/",
    "/r/",
    "/search/",
    "/u/",
    "/why/",
)


class OurSitemap(Sitemap):  # type: ignore[type-arg]  # takes no argument at run time
    """Addresses under ``BASE_URL``, whatever name the machine was asked by."""

    limit = PER_FILE

    def get_urls(self, page: Any = 1, site: object = None, protocol: object = None) -> Any:  # noqa: ARG002
        base = urlsplit(settings.BASE_URL)
        here: Any = SimpleNamespace(domain=base.netloc)
        return super().get_urls(page, here, base.scheme)


class Pages(OurSitemap):
    def items(self) -> list[str]:
        return ["home"]

    def location(self, item: str) -> str:
        return reverse(item)


class Shelves(OurSitemap):
    def items(self) -> Any:
        return Category.objects.order_by("path").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return address("category", item)


class Products(OurSitemap):
    def items(self) -> Any:
        return Product.objects.published().order_by("pk").values_list("slug", "updated_at")

    def location(self, item: tuple[str, datetime]) -> str:
        return address("product", item[0])

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]

    def get_latest_lastmod(self) -> datetime | None:
        newest: datetime | None = self.items().aggregate(at=Max("updated_at"))["at"]
        return newest


SITEMAPS: dict[str, Any] = {
    "pages": Pages,
    "shelves": Shelves,
    "products": Products,
}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Name the files, each with at most ``PER_FILE`` addresses."""
    response = index(request, SITEMAPS, sitemap_url_name="sitemap")
    for each in (response.context_data or {})["sitemaps"]:
        each.location = _at_home(each.location)
    return response


def sitemap_file(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap(request, SITEMAPS, section)


def robots(request: HttpRequest) -> HttpResponse:
    """Answer ``/robots.txt`` (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    lines.append("Allow: /cart/$")  # a page like others, empty for whoever has put nothing in it
    lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('sitemap_index')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _at_home(address: str) -> str:
    """Return ``address`` under ``BASE_URL``, whatever name this machine was asked by."""
    base = urlsplit(settings.BASE_URL)
    return urlsplit(address)._replace(scheme=base.scheme, netloc=base.netloc).geturl()
