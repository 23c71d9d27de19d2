"""What the shop knows of a cart and its order at this moment, as far as recovery is concerned."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cart.contents import Contents
from cart.models import Cart
from cart.reading import contents
from cart.sparing import spared
from checkout.models import Order, Payment, PaymentError, PaymentState
from recovery.models import Depth, Episode
from shop.core.messaging.models import Person
from shop.core.messaging.people import person_for
from shop.core.messaging.reasons import Reason


@dataclass
class Standing:
    """A cart, the order that was begun with it, and who is behind them."""

    cart: Cart
    order: Order | None

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

    def person(self) -> Person | None:
        """Return who it is, met now if need be; None for a stranger."""
        if self.order is not None:
            return self.order.person
        return person_for(self.email) if self.email else None

    @cached_property
    def contents(self) -> Contents:
        return self.read(with_images=False)

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
        if self.contents.in_cart:
            return None
        return Reason.SENSITIVE if self.contents.held_back else Reason.EMPTIED

    @cached_property
    def last_payment(self) -> Payment | None:
        return self.order.payments.order_by("-pk").first() if self.order else None

    @property
    def depth(self) -> Depth:
        if self.order is None:
            return Depth.CART
        payment = self.last_payment
        if payment is not None and has_failed(payment):
            return Depth.FAILED
        return Depth(max(self.order.reached, Depth.ADDRESS))


def has_failed(payment: Payment) -> bool:
    """Tell whether a payment went wrong; whoever closed the bank's page just left it."""
    return payment.state == PaymentState.FAILED and payment.error != PaymentError.LEFT


def standing_of_cart(cart_id: int) -> Standing | None:
    """Read a cart and its order, in one query; None when it is gone."""
    cart = Cart.objects.select_related("promotion", "user", "order__person").filter(pk=cart_id)
    return _standing(cart.first())


def standing_of(episode: Episode) -> Standing | None:
    """Read what an episode is about; None when it was erased."""
    return standing_of_cart(episode.cart_id) if episode.cart_id else None


def _standing(cart: Cart | None) -> Standing | None:
    if cart is None:
        return None
    order: Order | None = getattr(cart, "order", None)
    if order is not None:
        order.cart = cart
    return Standing(cart, order)
