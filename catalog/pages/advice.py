"""The quiet line that offers advice: to who looks at a thing again and again, or does not get on with a step (H3).

Never on arrival, once a visit, and no more for who says *no, thanks*. What is counted stays in the
browser, in a cookie that ends with the visit, and only with visitors whom the shop knows by something
they did: a cart, an account. Of what is sensitive nothing is counted (R13).
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from shop.core.same_origin import same_origin, way_back

LOOKS: Final = "looks"  # the cookies
ADVICE: Final = "advice"
NO, TOLD = "no", "told"
ENOUGH: Final = 3  # looks at one product in a visit, with other pages in between
MOST: Final = 20  # products that are counted at a time
_PAIR = re.compile(r"\b([0-9]{1,15})\.([0-9]{1,2})\b")
REMEMBERED_SECONDS: Final = 365 * 24 * 3600


@dataclass(slots=True)
class Visit:
    """How often each product was looked at in this visit, the last one last."""

    counts: dict[int, int] = field(default_factory=dict)
    told: str = ""  # where advice was offered already; ``NO``: it is not wanted

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        found = _PAIR.findall(request.COOKIES.get(LOOKS, ""))[-MOST:]
        counts = {int(product): int(count) for product, count in found}
        return cls(counts, request.COOKIES.get(ADVICE, ""))

    def look_at(self, product_id: int) -> None:
        """Count a look; to load the same page anew is none."""
        is_same = next(reversed(self.counts), None) == product_id
        self.counts[product_id] = self.counts.pop(product_id, 0) + (0 if is_same else 1)

    def offers(self, product_id: int) -> bool:
        """Tell whether the line belongs on a product's page: on that of the first for which it was due."""
        here = f"{TOLD}-{product_id}"
        if self.counts.get(product_id, 0) < ENOUGH or self.told not in {"", here}:
            return False
        self.told = here
        return True

    def keep(self, response: HttpResponse) -> None:
        """Let the browser remember it until the visit ends."""
        newest = list(self.counts.items())[-MOST:]
        looks = "-".join(f"{product}.{min(count, 99)}" for product, count in newest)
        _set(response, LOOKS, looks)
        if self.told and self.told != NO:
            _set(response, ADVICE, self.told)


def may_offer(request: HttpRequest) -> bool:
    """Tell whether a step may offer advice to who does not get on with it."""
    return not request.COOKIES.get(ADVICE)


def remember_offered(request: HttpRequest, response: HttpResponse) -> None:
    """Offer it no more in this visit, since a step has done so."""
    if may_offer(request):
        _set(response, ADVICE, TOLD)


def is_wanted(request: HttpRequest) -> bool:
    """Tell whether nobody has said *no, thanks*."""
    return request.COOKIES.get(ADVICE) != NO


def decided(request: HttpRequest, response: HttpResponse, product_id: int) -> None:
    """Forget the looks at what was put into the cart: there is nothing to advise about any more."""
    visit = Visit.of(request)
    if visit.counts.pop(product_id, None) is not None:
        visit.keep(response)


@require_POST
@same_origin
def no_thanks(request: HttpRequest) -> HttpResponse:
    """Offer no advice any more, and go on where it stood."""
    response = HttpResponseRedirect(way_back(request))
    response.delete_cookie(LOOKS, samesite="Lax")
    _set(response, ADVICE, NO, max_age=REMEMBERED_SECONDS)
    return response


def _set(response: HttpResponse, name: str, value: str, *, max_age: int | None = None) -> None:
    # The script at a step tells itself by ``ADVICE`` whether it has spoken.
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=name == LOOKS,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
