"""Why a cart was or was not written about, in lines of the ledger, from the first to the last (R10)."""

from cart.models import Cart, CartState
from checkout.models import Order
from recovery.episodes.ledger import Entry, entries
from recovery.episodes.standing import Standing, standing_of_cart
from recovery.models import Code, Episode, Verdict
from recovery.reminding.scenarios import active_scenarios
from shop.core import clock


class NoSuchCart(LookupError):
    """Neither an order nor a cart has this number."""


def explain_cart(ref: str) -> list[Entry]:
    """Return the ledger of the cart with number ``ref``, or of the order with that reference.

    A cart that was never noticed gets one line that says why, as things stand. Raises NoSuchCart.
    """
    cart_id, order = _found(ref)
    episodes = Episode.objects.filter(cart=cart_id) if cart_id else Episode.objects.none()
    if order is not None:
        episodes = episodes | Episode.objects.filter(order=order)
    lines = entries(*episodes)
    if lines:
        return lines
    standing = standing_of_cart(cart_id) if cart_id else None
    return [_as_it_stands(standing)]


def _found(ref: str) -> tuple[int | None, Order | None]:
    order = Order.objects.filter(reference__iexact=ref.strip()).first()
    if order is not None:
        return order.cart_id, order
    number = ref.strip().lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 16:  # noqa: PLR2004 - fits a bigint
        cart = Cart.objects.filter(pk=int(number)).first()
        if cart is not None:
            return cart.pk, None
    raise NoSuchCart(ref)


def _as_it_stands(standing: Standing | None) -> Entry:
    person = standing.order.person_id if standing and standing.order else None
    return Entry(
        person=person,
        episode=None,
        decision=Verdict.NOT_NOTICED,
        code=_code(standing),
        facts={},
        at=clock.now(),
    )


def _code(standing: Standing | None) -> Code:
    if standing is None:
        return Code.ERASED
    if standing.cart.state != CartState.OPEN or (standing.order and standing.order.is_placed):
        return Code.BOUGHT
    if nothing_left := standing.nothing_left:
        return Code(nothing_left.value)
    if standing.is_of_staff or standing.cart.is_of_agent:
        return Code.STAFF if standing.is_of_staff else Code.AGENT
    if not standing.email:
        return Code.STRANGER
    is_idle = standing.last_activity_at <= clock.now() - active_scenarios().idle_after
    return Code.NOT_SWEPT if is_idle else Code.NOT_IDLE
