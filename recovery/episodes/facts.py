"""Collects the facts from which the cause is read: two queries besides the cart itself."""

from collections import Counter

from django.db.models import Exists, OuterRef, Q

from cart.models import Trouble, TroubleKind
from catalog.models import Variant
from catalog.sensitive import is_sensitive
from checkout.models import FormError
from recovery.episodes.causes import Facts
from recovery.episodes.standing import Standing


def facts_of(standing: Standing) -> Facts:
    """Return what was seen of the visit to this cart."""
    contents, payment = standing.contents, standing.last_payment
    sensitive = Variant.objects.filter(is_sensitive("product__"), sku=OuterRef("detail"))
    seen = Trouble.objects.filter(~Exists(sensitive), cart=standing.cart)
    kinds = seen.values_list("kind", flat=True)
    troubles = Counter(kinds.order_by())
    is_of_visit = Q(cart=standing.cart)
    if standing.order is not None:
        is_of_visit |= Q(order=standing.order)
    return Facts(
        depth=standing.depth,
        payment_error=payment.error if payment else "",
        form_errors=FormError.objects.filter(is_of_visit).count(),
        codes_refused=troubles[TroubleKind.CODE_REFUSED],
        has_code=bool(contents.code),
        too_few=troubles[TroubleKind.TOO_FEW],
        unbuyable=len(contents.in_cart) - len(contents.buyable),
        prices_risen=len(contents.risen),
        goods=contents.totals.goods,
        delivery=contents.offer.price if contents.offer else None,
    )
