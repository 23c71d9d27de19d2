"""Whether a person has bought in the meantime: by person, by account, and by product (pitfall R1)."""

from django.db.models import Q, QuerySet

from cart.models import Place
from catalog.models import Variant
from checkout.models import Order, OrderState
from recovery.episodes.standing import Standing
from recovery.models import Episode


def purchase_since(episode: Episode, standing: Standing | None) -> Order | None:
    """Return an order that makes a reminder of ``episode`` pointless, if there is one.

    Whoever has ordered anything since they left has been here again. And whoever has ordered one of
    these products since they put it into the cart, as a guest perhaps, with another spelling of
    their address or in another browser, does not need to hear of it.
    """
    placed = _ordered_since(episode, standing, "placed_at").filter(placed_at__isnull=False)
    return placed.order_by("-placed_at").first()


def is_awaited_since(episode: Episode, standing: Standing | None) -> bool:
    """Tell the same of orders that wait for their money: made for good, and nothing was paid yet."""
    waiting = Q(state=OrderState.AWAITING_PAYMENT, waits_until__isnull=False)
    return _ordered_since(episode, standing, "last_activity_at").filter(waiting).exists()


def _ordered_since(episode: Episode, standing: Standing | None, moment: str) -> QuerySet[Order]:
    """Return orders of the person that were made since, by the column that tells when."""
    owner = Q(person=episode.person_id)
    user_id = standing.user_id if standing else None
    if user_id:
        owner |= Q(user=user_id)
    is_this = Q((f"{moment}__gte", episode.left_at))
    if standing is not None:
        is_this |= Q(
            (f"{moment}__gte", standing.cart.created_at),
            lines__variant__product__in=Variant.objects.filter(
                cart_lines__cart=standing.cart, cart_lines__place=Place.IN_CART
            ).values("product"),
        )
    return Order.objects.filter(owner, is_this)
