"""Collects the facts from which causes are read: three queries, whatever the number of carts."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cart import delivery
from cart.delivery import Rate
from cart.models import Trouble, TroubleKind
from catalog.models import Variant
from catalog.sensitive import is_sensitive
from checkout.models import FormError
from recovery.episodes.causes import SEES_DELIVERY, Facts
from recovery.episodes.looks import Look
from recovery.episodes.standing import Standing
from recovery.models import Depth
from shop.core import clock


def facts_of(visits: Sequence[Standing]) -> list[Facts]:
    """Return what was seen of each of ``visits``, in their order."""
    carts = {standing.cart.pk for standing in visits}
    troubles = _troubles(carts)
    errors = _form_errors(visits, carts)
    here = timezone.get_current_timezone()
    rates = delivery.price_list() if any(v.depth in SEES_DELIVERY for v in visits) else []
    return [
        Facts(
            depth=standing.depth,
            payment_error=standing.last_payment.error if standing.last_payment else "",
            server_errors=troubles[standing.cart.pk, TroubleKind.SERVER_ERROR],
            form_errors=errors[standing.cart.pk],
            codes_refused=troubles[standing.cart.pk, TroubleKind.CODE_REFUSED],
            has_code=standing.cart.promotion_id is not None,
            too_few=troubles[standing.cart.pk, TroubleKind.TOO_FEW],
            unbuyable=standing.glance.lines - standing.glance.buyable,
            prices_risen=standing.glance.risen,
            goods=standing.glance.goods,
            delivery=_delivery(standing, rates),
            days=_days(standing.cart.created_at, standing.last_activity_at, here),
        )
        for standing in visits
    ]


def facts_of_look(look: Look) -> Facts:
    """Return what was seen of somebody who looked at a product: no query."""
    view = look.view
    return Facts(
        depth=Depth.PRODUCT,
        unbuyable=not look.can_be_bought,
        days=_days(view.first_at, view.last_at, timezone.get_current_timezone()),
        views=view.times,
    )


def _days(first: datetime, last: datetime, here: tzinfo) -> int:
    """Return how many midnights of the shop, whose zone is ``here``, lie between two moments."""
    return (last.astimezone(here).date() - first.astimezone(here).date()).days


def _troubles(carts: Collection[int]) -> Counter[tuple[int, str]]:
    sensitive = Variant.objects.filter(is_sensitive("product__"), sku=OuterRef("detail"))
    met = Trouble.objects.filter(~Exists(sensitive), cart__pk__among=carts).order_by()
    return Counter(met.values_list("cart_id", "kind"))


def _form_errors(visits: Sequence[Standing], carts: Collection[int]) -> Counter[int]:
    """Count them by cart. Those of an order may have been met with another cart, or with none."""
    cart_of = {v.order.pk: v.cart.pk for v in visits if v.order}
    is_theirs = Q(cart__pk__among=carts) | Q(order__pk__among=set(cart_of))
    met = FormError.objects.filter(is_theirs).order_by().values_list("cart_id", "order_id")
    return Counter(cart_of.get(order or 0, cart or 0) for cart, order in met)


def _delivery(standing: Standing, rates: Sequence[Rate]) -> int | None:
    """Return what the delivery costs that the shopper saw: the chosen one, else the cheapest."""
    order, glance = standing.order, standing.glance
    if order is None or not glance.buyable or standing.depth not in SEES_DELIVERY:
        return None
    offers = delivery.offers(
        rates,
        country=order.country or standing.cart.country or settings.COUNTRY,
        weight=glance.weight,
        goods=glance.goods,
        now=clock.now(),
    )
    prices = {offer.method_id: offer.price for offer in offers}
    cheapest = min(prices.values(), default=None)
    return prices.get(order.delivery_method_id or 0, cheapest)
