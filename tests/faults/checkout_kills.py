"""kill -9 on the way to a paid order, and what the shop makes of it afterwards.

``test_killed_checkout`` calls ``killed_on`` in a process of its own (see ``tests.faults.run``). It
forks another one, which dies, and then acts as those who come after.
"""

import os
import signal
from contextlib import suppress
from importlib import import_module
from itertools import count
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.models import F

from catalog.models import Stock
from checkout.gateways.testbank.models import BankNotification, BankPayment, BankRefund
from checkout.gateways.testbank.telling import tell
from checkout.models import Invoice, Order, Payment, Refund
from checkout.payments import refunding
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from checkout.payments.paying import AlreadyPlaced
from checkout.payments.reconciling import reconcile
from shop.core import clock
from shop.core.messaging.models import Message
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import HOUR, at_bank, pay, ready_order

# {name: (module, function, whether the function is done when the process dies)}
BEFORE_THE_BANK = {
    "as the order is frozen": ("checkout.payments.paying", "move_order", False),
    "before the freeze is committed": ("checkout.payments.paying", "Payment.objects.create", True),
}
UNKNOWN_TO_THE_BANK = {
    "after the freeze": ("checkout.payments.paying", "_send_to_bank", False),
    "before the bank is told": ("checkout.gateways.testbank.bank", "take_on", False),
}
AT_THE_BANK = {
    "before the bank's page is kept": ("checkout.gateways.testbank.bank", "take_on", True),
    "after the bank's page was kept": ("checkout.payments.paying", "_send_to_bank", True),
    "before the bank's decision is committed": (
        "checkout.gateways.testbank.bank",
        "BankNotification.objects.create",
        True,
    ),
}
CHARGED = {
    "after the bank's decision": ("checkout.gateways.testbank.bank", "decide", True),
    "before the payment is settled": ("checkout.payments.settling", "_succeed", False),
    "before the stock is taken": ("catalog.stock", "take", False),
    "before the cart is closed": ("checkout.payments.placing", "close_cart", False),
    "before the mail is asked for": ("checkout.payments.placing", "enqueue", False),
    "before the settlement is committed": ("checkout.payments.placing", "issue_invoice", True),
    "after the settlement": ("checkout.payments.asking", "settle", True),
}
TOLD = {
    "before the shop is told": ("checkout.gateways.testbank.telling", "_post", False),
    "before the bank knows it was heard": ("checkout.gateways.testbank.telling", "_post", True),
}
GIVEN_BACK = {
    "before the refund is asked for": (
        "checkout.payments.refunding",
        "Refund.objects.create",
        True,
    ),
    "after the order was cancelled": ("checkout.payments.refunding", "send_refunds", False),
    "before the bank hears": ("checkout.gateways.testbank.giving_back", "give_back", False),
    "before the bank has given it": (
        "checkout.gateways.testbank.bank",
        "BankNotification.objects.create",
        True,
    ),
    "after the bank has given it": ("checkout.gateways.testbank.giving_back", "give_back", True),
    "before it is written down": ("checkout.payments.refunding", "record_refund", False),
    "before that is committed": ("checkout.payments.refunding", "issue_credit_note", True),
    "after it was written down": ("checkout.payments.refunding", "record_refund", True),
}
STRETCHES = {
    "before the bank": BEFORE_THE_BANK,
    "unknown to the bank": UNKNOWN_TO_THE_BANK,
    "at the bank": AT_THE_BANK,
    "charged": CHARGED,
    "told": TOLD,
}


def killed_on(stretch):
    """Let a process die at each boundary of ``stretch``, once for each way to go on from there.

    Return ``{boundary: {way: [the signal it died of, how it ended, and then once more]}}``.
    """
    serve()
    return {
        boundary: {way.__name__: end_of(place, way) for way in (again, swept, told, asked)}
        for boundary, place in STRETCHES[stretch].items()
    }


def killed_giving_back():
    """Let a process that cancels an order and gives its money back die at each boundary.

    Return ``{boundary: [the signal it died of, how it ended when another went on, once more]}``.
    """
    return {boundary: end_of_giving_back(place) for boundary, place in GIVEN_BACK.items()}


def end_of_giving_back(place):
    variant = VariantFactory(on_hand=3)
    order = ready_order({variant: 2}, method=DeliveryMethodFactory())
    pay_and_return(order)
    ends = [signal_that_ended(lambda: cancel_and_give_back(order), place)]
    for _ in range(2):
        cancel_and_give_back(order)
        refunds = Refund.objects.filter(payment__order=order)
        given = BankRefund.objects.filter(ref__in=refunds.values("ref"))
        ends.append(
            {
                **standing(order, variant),
                "refunds": list(refunds.values_list("state", "amount")),
                "given": list(given.values_list("amount", flat=True)),
                "credited": list(refunds.values_list("credit_note__amount", flat=True)),
            }
        )
    return ends


def cancel_and_give_back(order):
    """Staff press the button, and a worker sends; whoever died had its turn long ago."""
    cancel_order(order=order, by="staff")
    Refund.objects.filter(ask_at__isnull=False).update(ask_at=F("created_at"))
    refunding.send_refunds(at=clock.now())


def end_of(place, go_on):
    variant = VariantFactory(on_hand=3)
    order = ready_order({variant: 2}, method=DeliveryMethodFactory())
    if place in TOLD.values():
        at_bank(pay(order))
        ended_by = signal_that_ended(tell, place)
    else:
        ended_by = signal_that_ended(lambda: pay_and_return(order), place)
    ends = []
    for _ in range(2):
        go_on(order)
        ends.append(standing(order, variant))
    return [ended_by, *ends]


def signal_that_ended(act, place):
    """Run ``act`` in a process that dies at ``place``; return the signal that it died of."""
    connections.close_all()
    child = os.fork()
    if not child:
        die_at(*place)
        act()
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def die_at(module, path, is_after, nth=1):
    """Let this process die at the ``nth`` call of a function, before it or ``is_after`` it."""
    target = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        target = getattr(target, parent)
    real, calls = getattr(target, name), count(1)

    def doomed(*args, **kwargs):
        is_last = next(calls) == nth
        if is_last and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*args, **kwargs)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(target, name, doomed)


def pay_and_return(order):
    payment = pay(order)
    at_bank(payment)
    ask_about(payment)


def again(order):
    """The shopper presses the button once more, pays if that is still to be done, comes back."""
    with suppress(AlreadyPlaced):
        pay_and_return(order)


def swept(order):
    """Nobody comes back, and the time runs out."""
    release_expired(at=clock.now() + HOUR)


def told(order):
    """Nobody comes back, but the bank tells what it knows."""
    BankNotification.objects.update(due_at=F("due_at") - HOUR)
    tell()


def asked(order):
    """Nobody comes back, and the shop asks by itself."""
    Payment.objects.filter(ask_at__isnull=False).update(ask_at=F("created_at"))
    reconcile(at=clock.now())


def standing(order, variant):
    order = Order.objects.select_related("cart").get(pk=order.pk)
    refs = order.payments.values("ref")
    return {
        "order": order.state,
        "placed": order.events.filter(to_state="paid").count(),
        "payments": list(order.payments.values_list("state", flat=True)),
        "bank": list(BankPayment.objects.filter(ref__in=refs).values_list("answer", flat=True)),
        "stock": list(Stock.objects.values_list("on_hand", "reserved").get(pk=variant.pk)),
        "invoices": Invoice.objects.filter(order=order).count(),
        "mails": Message.objects.filter(about=f"order:{order.reference}").count(),
        "cart": order.cart.state,
    }


def serve():
    """Answer the bank's notifications, as the shop's web process would."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    address = urlsplit(settings.BASE_URL)
    server = make_server(
        address.hostname, address.port, get_wsgi_application(), handler_class=Quiet
    )
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
