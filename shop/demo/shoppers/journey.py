"""One person's way through the shop, by its own verbs: what they do is what browsers do."""

from dataclasses import dataclass
from enum import IntEnum
from random import Random

from django.utils.translation import override

from cart import browser, changing
from cart.models import Cart, CartState
from cart.promotions.codes import Refused, apply_code
from cart.reading import contents
from catalog.models import Product, Variant
from catalog.stock import OutOfStock
from checkout.gateways.testbank import bank
from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment
from checkout.models import AddressKind, Order, Payment, PaymentError, Step
from checkout.orders.standing import NotReady
from checkout.orders.starting import (
    choose_delivery,
    record_form_errors,
    save_addresses,
    start_order,
)
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import StillOpen
from checkout.payments.paying import AlreadyPlaced, TotalRose, start_payment
from checkout.payments.ways import Way
from shop.core import clock
from shop.demo import selling
from shop.demo.shoppers.people import DemoPerson

CODES = (selling.CODE, selling.CODE, selling.THANKS, selling.OVER, "BIENVENU10", "SOLDES")
MISTAKES = (
    {"delivery-postcode": ["invalid"]},
    {"delivery-city": ["required"]},
    {"delivery-phone": ["invalid"]},
    {"delivery-name": ["required"], "delivery-line1": ["required"]},
)
DECLINES = (
    PaymentError.DECLINED,
    PaymentError.NO_FUNDS,
    PaymentError.NOT_CONFIRMED,
    PaymentError.WRONG_CODE,
    PaymentError.EXPIRED_CARD,
)
TYPES_A_CODE = 0.14
MISTYPES = 0.12

# What ends a visit: the shop says no, and why; this person leaves it at that.
GAVE_UP = (
    changing.TooFew,
    changing.WrongQuantity,
    changing.TooMany,
    changing.InUse,
    changing.Closed,
    OutOfStock,
    NotReady,
    TotalRose,
    AlreadyPlaced,
    StillOpen,
)


class Goal(IntEnum):
    """How far a visit goes."""

    CART = 1
    EMAIL = 2
    ADDRESS = 3
    DELIVERY = 4
    DECLINED = 5
    BUY = 6


@dataclass
class Journey:
    """A cart, and what became of it over one visit or several."""

    person: DemoPerson
    random: Random
    cart: Cart
    order: Order | None = None

    @classmethod
    def begin(cls, person: DemoPerson, random: Random, wanted: list[Variant]) -> "Journey":
        """Put things into a cart."""
        cart, _secret = browser.begin(user=person.user, language=person.language)
        # An account goes on with the cart that it has.
        journey = cls(person, random, cart, Order.objects.filter(cart=cart).first())
        for variant in wanted:
            changing.add(cart=cart, variant=variant, quantity=random.choice((1, 1, 1, 1, 2)))
        if random.random() < TYPES_A_CODE:
            journey.type_code()
        return journey

    @property
    def is_open(self) -> bool:
        return Cart.objects.filter(pk=self.cart.pk, state=CartState.OPEN).exists()

    def go(self, goal: Goal) -> Payment | None:
        """Go as far as ``goal``, from wherever it was left; return the payment, if it comes to one."""
        with override(self.person.language):
            if goal >= Goal.EMAIL:
                self.give_email()
            if goal >= Goal.ADDRESS and self.reached < Step.DELIVERY:
                self.give_address()
            if goal >= Goal.DELIVERY and self.reached < Step.PAYMENT:
                self.choose_delivery()
            if goal >= Goal.DECLINED:
                return self.pay(is_accepted=goal is Goal.BUY)
        return None

    @property
    def reached(self) -> int:
        return Order.objects.values_list("reached", flat=True).get(pk=self.started.pk)

    @property
    def started(self) -> Order:
        if self.order is None:
            raise changing.Closed
        return self.order

    def bought(self) -> list[Product]:
        lines = self.started.lines.select_related("variant__product").order_by("pk")
        return [line.variant.product for line in lines if line.variant]

    def type_code(self) -> None:
        try:
            apply_code(cart=self.cart, text=self.random.choice(CODES))
        except Refused:
            return

    def give_email(self) -> None:
        if self.order is not None:
            return
        person = self.person
        self.order = start_order(
            cart=self.cart,
            email=person.email,
            wants_reminders=person.wants_reminders,
            language=person.language,
            known=None,
            user_id=person.user.pk if person.user else None,
        ).order

    def give_address(self) -> None:
        if self.random.random() < MISTYPES:
            mistake = self.random.choice(MISTAKES)
            record_form_errors(cart=self.cart, order=self.order, step=Step.ADDRESS, errors=mistake)
        save_addresses(order=self.started, addresses={AddressKind.DELIVERY: self.person.home})

    def choose_delivery(self) -> None:
        offers = contents(self.cart, country=self.person.town[0], with_images=False).offers
        if not offers:
            raise NotReady
        # Two in three take the cheapest.
        offers = sorted(offers, key=lambda offer: offer.price)
        offer = offers[0] if self.random.random() < 2 / 3 else self.random.choice(offers)
        choose_delivery(order=self.started, method_id=offer.method_id)

    def pay(self, *, is_accepted: bool) -> Payment:
        """Press the button, and let the bank decide."""
        order = Order.objects.get(pk=self.started.pk)
        stands = contents(
            self.cart,
            country=order.country,
            method_id=order.delivery_method_id,
            vat_number=order.vat_number,
            with_images=False,
        )
        payment = start_payment(order=order, way=Way("testbank"), shown_total=stands.totals.total)
        known = BankPayment.objects.get(ref=payment.ref)
        if is_accepted:
            bank.decide(payment=known, answer=Answer.ACCEPTED)
        else:
            error = self.random.choice(DECLINES)
            bank.decide(payment=known, answer=Answer.REFUSED, error=error)
        settled = ask_about(payment)
        # The bank need not tell again what the shop has heard on the shopper's way back.
        BankNotification.objects.filter(payment=known).update(heard_at=clock.now())
        if is_accepted and self.person.would_open_account and self.person.user is None:
            self.person.open_account()
        return settled


def tried(journey: Journey, goal: Goal) -> bool:
    """Go as far as ``goal`` if the shop lets one; tell whether it did."""
    try:
        journey.go(goal)
    except GAVE_UP:
        return False
    return True
