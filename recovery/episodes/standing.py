"""What the shop knows of carts and their orders at this moment, as far as recovery is concerned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cart.contents import Contents
from cart.glancing import Glance, glances
from cart.models import Cart
from cart.reading import contents
from cart.sparing import spared
from checkout.models import Order, Payment, PaymentError, PaymentState
from recovery.episodes.locking import lock_unseen
from recovery.models import Depth, Episode
from shop.core.messaging.reasons import Reason
from shop.core.time_zones import zones_of

# Of an order: what a sweep reads of thousands.
_ORDER = (
    "cart_id", "user_id", "person_id", "email", "language", "time_zone", "country", "vat_number", "state",
    "reached", "delivery_method_id", "reserved_until", "waits_until", "last_activity_at",
    "swept_until", "placed_at",
)  # fmt: skip
_CARTS = Cart.objects.select_related("user")
_ORDERS = Order.objects.only(*_ORDER)


@dataclass
class Standing:
    """A cart, the order that was begun with it, and who is behind them."""

    cart: Cart
    order: Order | None

    @cached_property
    def glance(self) -> Glance:
        return glances([self.cart.pk])[self.cart.pk]

    @cached_property
    def payments(self) -> Sequence[Payment]:
        """The attempts to pay, the newest first."""
        return payments_of([self.order.pk])[self.order.pk] if self.order else []

    @property
    def last_payment(self) -> Payment | None:
        return self.payments[0] if self.payments else None

    @property
    def last_activity_at(self) -> datetime:
        if self.order is None:
            return self.cart.last_activity_at
        return max(self.cart.last_activity_at, self.order.last_activity_at)

    @property
    def email(self) -> str:
        """Where the person can be written to: the order's address, else the account's."""
        if self.order is not None:
            return self.order.email
        return self.cart.user.email if self.cart.user else ""

    @property
    def language(self) -> str:
        return (self.order.language if self.order else "") or self.cart.language

    def time_zones(self, at: datetime) -> tuple[str, ...]:
        """Return where the shopper may live: as the browser said, else as the country tells; or ()."""
        if self.order is not None and self.order.time_zone:
            return (self.order.time_zone,)
        return zones_of((self.order.country if self.order else "") or self.cart.country, at=at)

    @property
    def is_of_staff(self) -> bool:
        return self.cart.user is not None and self.cart.user.is_staff

    @property
    def is_ordered(self) -> bool:
        """Whether it was ordered, paid or not: whose money is on the way has left nothing."""
        return self.order is not None and (self.order.is_placed or self.order.is_waiting)

    @property
    def user_id(self) -> int | None:
        """The account behind it, if there is one."""
        return self.cart.user_id or (self.order.user_id if self.order else None)

    @property
    def began_at(self) -> datetime:
        return self.cart.created_at

    @property
    def products(self) -> set[int]:
        """What lies in the cart, sensitive or not."""
        return self.glance.products

    def read(self, *, with_images: bool) -> Contents:
        """Read the cart as it stands now, priced for where the order goes.

        Sensitive products are left out: recovery neither shows nor counts them anywhere (R13).
        """
        order = self.order
        everything = contents(
            self.cart,
            country=order.country if order else "",
            method_id=order.delivery_method_id if order else None,
            vat_number=order.vat_number if order else "",
            with_images=with_images,
        )
        return spared(everything)

    @property
    def nothing_left(self) -> Reason | None:
        """Why there is nothing in the cart that could be written about, if so."""
        if self.glance.lines:
            return None
        return Reason.SENSITIVE if self.glance.held_back else Reason.EMPTIED

    @cached_property
    def depth(self) -> Depth:
        if self.order is None:
            return Depth.CART
        if self.last_payment is not None and has_failed(self.last_payment):
            return Depth.FAILED
        return Depth(max(self.order.reached, Depth.ADDRESS))


def has_failed(payment: Payment) -> bool:
    """Tell whether a payment went wrong; whoever closed the bank's page just left it."""
    return payment.state == PaymentState.FAILED and payment.error != PaymentError.LEFT


def standings(cart_ids: Collection[int]) -> dict[int, Standing]:
    """Read carts by their keys, with what ``Standing`` else reads when it is asked.

    Four queries, whatever their number. Carts that are gone are missing.
    """
    carts = _CARTS.filter(pk__among=cart_ids)
    return _standings(carts, _ORDERS.filter(cart__pk__among=cart_ids))


def standings_unseen(cart_ids: Collection[int]) -> dict[int, Standing]:
    """Read and lock what no sweep has seen yet, as far as nobody is at it (``lock_unseen``)."""
    return _standings(*lock_unseen(cart_ids, carts=_CARTS.all(), orders=_ORDERS.all()))


def _standings(carts: Iterable[Cart], orders: Iterable[Order]) -> dict[int, Standing]:
    order_of = {order.cart_id: order for order in orders}
    payments = payments_of({order.pk for order in order_of.values()})
    found = {cart.pk: _standing(cart, order_of.get(cart.pk)) for cart in carts}
    seen = glances(found)
    for pk, standing in found.items():
        standing.glance = seen[pk]
        standing.payments = payments[standing.order.pk] if standing.order else []
    return found


def payments_of(order_ids: Collection[int]) -> Mapping[int, Sequence[Payment]]:
    """Return the attempts to pay of each order, the newest first; none for one without."""
    found = defaultdict(list)
    for payment in Payment.objects.filter(order__pk__among=order_ids).order_by("-pk"):
        found[payment.order_id].append(payment)
    return found


def standing_of_cart(cart_id: int) -> Standing | None:
    """Read a cart and its order, in one query; None when it is gone."""
    cart = Cart.objects.select_related("promotion", "user", "order__person").filter(pk=cart_id)
    found = cart.first()
    return _standing(found, getattr(found, "order", None)) if found else None


def standing_of(episode: Episode) -> Standing | None:
    """Read what an episode is about; None when it was erased."""
    return standing_of_cart(episode.cart_id) if episode.cart_id else None


def _standing(cart: Cart, order: Order | None) -> Standing:
    if order is not None:
        order.cart = cart
    return Standing(cart, order)
