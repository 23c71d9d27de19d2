"""One order, its bank, and everything that can go wrong between them, for ``test_machine``."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

import time_machine
from django.core.cache import cache
from django.db.models import F, Sum

from cart import changing
from catalog.facets.keeping import write_facets
from catalog.models import Stock, Variant
from catalog.stock import OutOfStock
from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank import bank, line
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import (
    Answer,
    BankNotification,
    BankPayment,
    BankRefund,
)
from checkout.gateways.testbank.words import signed
from checkout.models import Order, OrderState, Payment
from checkout.models.payment import OPEN
from checkout.orders.redeeming import UsedUp
from checkout.orders.standing import NotReady
from checkout.payments import asking, placing, settling
from checkout.payments.asking import hear, shopper_is_back
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from checkout.payments.overlooked import find_overlooked
from checkout.payments.paying import AlreadyPlaced, TotalRose, start_payment
from checkout.payments.reconciling import reconcile, unclear
from checkout.payments.refunding import send_refunds
from checkout.payments.settling import WrongAmount
from checkout.payments.ways import Way
from shop.core import clock
from shop.core.messaging.models import Message
from tests.conftest import NOON
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import ready_order
from tests.undone import undone

ON_HAND, UNITS = 6, 2
TROUBLES = ("none", "cut", "answer lost", "garbage", "500", "dies calling", "dies answered")
DEATHS = ("dies settling", "dies placing", "dies before the commit", "dies settled")
REFUSALS = (AlreadyPlaced, NotReady, OutOfStock, StillOpen, TotalRose, UsedUp)


class Dies(BaseException):
    """The process is gone: nothing in it may catch this."""


class Street:
    """The shop, the bank, and a clock of their own; all of it is taken back at the end."""

    def __init__(self):
        self.time = time_machine.travel(NOON, tick=False)
        self.clock = self.time.start()
        self.undo = undone()
        self.undo.__enter__()
        cache.clear()
        self.variant = VariantFactory(on_hand=ON_HAND, price=1500)
        self.order = ready_order({self.variant: UNITS}, method=DeliveryMethodFactory())
        self.sold_elsewhere = 0

    @property
    def state(self):
        return Order.objects.values_list("state", flat=True).get()

    def leave(self):
        self.undo.__exit__(None, None, None)
        self.time.stop()

    # What the shopper does

    def press(self, way, shown_total, trouble):
        with self.having(trouble), suppress(*REFUSALS):
            start_payment(order=self.order, way=Way.named(way), shown_total=shown_total)

    def come_back(self, number, trouble):
        payment = self.payment(number)
        if payment is not None:
            with self.having(trouble), suppress(Unreachable, WrongAmount):
                shopper_is_back(payment, {})

    def call_off(self, trouble):
        payment = self.order.payments.filter(state__in=OPEN).first()
        if payment is not None:
            with self.having(trouble), suppress(StillOpen):
                call_off(payment, by="shopper")

    def add_one_more(self):
        cart = Order.objects.select_related("cart").get().cart
        with suppress(changing.Closed, changing.InUse, changing.TooFew):
            changing.add(cart=cart, variant=self.variant, quantity=1)

    # What the bank does

    def decide(self, number, answer, error, behaviour):
        known = self.at_bank(number)
        if known is not None:
            bank.behave(payment=known, **behaviour)
            bank.decide(payment=known, answer=answer, error=error)

    def decide_last(self, **behaviour):
        """Accept what was begun last, if it is still open there."""
        known = BankPayment.objects.order_by("pk").last()
        if known is not None:
            bank.behave(payment=known, **behaviour)
            bank.decide(payment=known, answer=Answer.ACCEPTED)

    def notify(self, number, trouble):
        """Tell what is due, again or for the first time, in any order."""
        due = list(BankNotification.objects.filter(due_at__lte=clock.now()).order_by("pk"))
        if due:
            body, headers = signed(due[number % len(due)], clock.now())
            with self.having(trouble):
                hear("testbank", testbank.read(body, headers))

    # What the shop does by itself, and its staff

    def wait(self, minutes, trouble):
        self.clock.shift(timedelta(minutes=minutes))
        for job in (find_overlooked, reconcile, release_expired, send_refunds):
            with self.having(trouble):
                job(at=clock.now())

    def cancel(self):
        cancel_order(order=self.order, by="staff")

    def change_price(self, by):
        Variant.objects.update(price=F("price") + by)
        self._tell_lists()

    def sell_elsewhere(self):
        free = Stock.objects.filter(on_hand__gt=F("reserved"))
        self.sold_elsewhere += free.update(on_hand=F("on_hand") - 1)
        self._tell_lists()

    def _tell_lists(self):
        write_facets(Variant.objects.values_list("product", flat=True))

    # What goes wrong

    @contextmanager
    def having(self, trouble):
        """Let ``trouble`` come over what happens inside; a process that dies of it is gone."""
        with _patches(trouble), suppress(Dies):
            yield

    def payment(self, number):
        return _nth(Payment.objects.order_by("pk"), number)

    def at_bank(self, number):
        return _nth(BankPayment.objects.order_by("pk"), number)

    # How it ends

    def settle_down(self):
        """Give shop and bank the time that they need, and nothing in their way."""
        cache.clear()
        for minutes in (1, *[20] * 12, 25 * 60):
            self.wait(minutes, "none")
            for number in range(BankNotification.objects.count()):
                self.notify(number, "none")
        self.wait(2, "none")

    def end(self):
        order = Order.objects.get()
        return {
            "kept by the bank": self.kept_by_bank(),
            "stock": Stock.objects.values_list("on_hand", "reserved").get(),
            "open": Payment.objects.filter(state__in=OPEN).count(),
            "unclear": unclear(at=clock.now()).count(),
            "asked about": Payment.objects.filter(ask_at__isnull=False).count(),
            "succeeded": list(
                Payment.objects.filter(state="succeeded").values_list("amount", flat=True)
            ),
            "refunds open": list(
                Payment.objects.exclude(refunds=None)
                .exclude(refunds__state="succeeded")
                .values_list("refunds__state", flat=True)
            ),
            "confirmations": Message.objects.filter(kind="order.confirmed").count(),
            "too late": Message.objects.filter(kind="order.paid_too_late").count(),
            "placed": order.events.filter(to_state="paid").count(),
        }

    def right_end(self):
        """What must be so, told from the order alone and from what the bank took."""
        order = Order.objects.get()
        is_sold = order.state == OrderState.PAID
        was_paid = order.placed_at is not None
        late = Payment.objects.filter(state="late").count()
        return {
            "kept by the bank": order.total if is_sold else 0,
            "stock": (ON_HAND - self.sold_elsewhere - (self.units(order) if is_sold else 0), 0),
            "open": 0,
            "unclear": 0,
            "asked about": 0,
            "succeeded": [order.total] if was_paid else [],
            "refunds open": [],
            "confirmations": int(was_paid),
            "too late": late,
            "placed": int(was_paid),
        }

    def units(self, order):
        return order.lines.aggregate(n=Sum("quantity"))["n"]

    def kept_by_bank(self):
        now = clock.now()
        taken = BankPayment.objects.filter(answer=Answer.ACCEPTED, answers_at__lte=now)
        given = [each.amount for each in BankRefund.objects.all() if each.status(now) != "failed"]
        return sum(taken.values_list("amount", flat=True)) - sum(given)


def _nth(rows, number):
    found = list(rows)
    return found[number % len(found)] if found else None


@contextmanager
def _patches(trouble):
    match trouble:
        case "none":
            yield
        case "cut" | "answer lost" | "garbage" | "500" | "dies calling" | "dies answered":
            with patch.object(line, "carry", _broken(line.carry, trouble)):
                yield
        case "dies settling":
            with _death(settling, "move_payment", is_after=False):
                yield
        case "dies placing":
            with _death(placing.stock, "take", is_after=False):
                yield
        case "dies before the commit":
            with _death(settling, "tell", is_after=True):
                yield
        case "dies settled":
            with _death(asking, "settle", is_after=True):
                yield


def _broken(carry, trouble):
    def broken(question, said):
        if trouble == "cut":
            raise OSError
        if trouble == "dies calling":
            raise Dies
        carry(question, said)
        match trouble:
            case "answer lost":
                raise TimeoutError
            case "dies answered":
                raise Dies
            case "garbage":
                return 200, b"<html>We are back soon"
        return 500, b""

    return broken


def _death(module, name, *, is_after):
    real = getattr(module, name)

    def doomed(*args, **kwargs):
        if is_after:
            real(*args, **kwargs)
        raise Dies

    return patch.object(module, name, doomed)
