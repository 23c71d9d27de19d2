"""Shoppers who do the same thing in the same moment: threads with a connection each.

``test_checkout_races`` calls each of these in a process of its own (see ``tests.faults.run``).
"""

from collections import Counter
from threading import Barrier, Thread

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from cart import changing
from cart.models import Cart, Line
from cart.promotions.codes import apply_code
from catalog.models import Stock
from checkout.gateways.interface import Outcome, Report
from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment
from checkout.gateways.testbank.words import signed
from checkout.models import Order, OrderEvent, OrderToken, Payment, Refund
from checkout.payments.asking import ask_about
from checkout.payments.expiring import release_expired
from checkout.payments.links import return_token
from checkout.payments.reconciling import reconcile
from checkout.payments.refunding import ask_refund, send_refunds
from checkout.payments.settling import settle
from shop.core import clock
from shop.core.messaging.models import Message, Person
from tests.factories import (
    CartFactory,
    DeliveryMethodFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import HOUR, at_bank, begun_order, pay, ready_order

CROWD = 20
TABS = 50


def at_once(*jobs):
    """Run all ``jobs`` at the same moment; return what each returned, or the name of its error."""
    together, answers = Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        together.wait()
        try:
            answers[number] = job()
        except Exception as error:  # noqa: BLE001 - which one it was is the answer
            answers[number] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def stock_of(variant):
    return list(Stock.objects.values_list("on_hand", "reserved").get(pk=variant.pk))


def one_cart_paid_many_times():
    """Press the button in 50 tabs, pay once, and let everybody tell the shop about it at once.

    Then let 20 people give the money back at once, and five workers send it.
    """
    variant = VariantFactory()
    order = ready_order({variant: 2}, method=DeliveryMethodFactory())
    urls = at_once(*[lambda: pay(order).redirect_url] * TABS)
    begun = {
        "urls": len(set(urls)),
        "is_url": urls[0].startswith("/testbank"),
        "orders": Order.objects.count(),
        "payments": list(Payment.objects.values_list("state", flat=True)),
        "at_bank": BankPayment.objects.count(),
        "stock": stock_of(variant),
    }
    payment = Payment.objects.get()
    at_bank(payment)
    answers = at_once(*[_return(payment), _notify(), _sweep, _repeat(payment), _reconcile] * (TABS // 5))
    return {
        "begun": begun,
        "answers": sorted(Counter(map(str, answers)).items()),
        "order": list(Order.objects.values_list("state", "total")),
        "placed": OrderEvent.objects.filter(to_state="paid").count(),
        "payments": list(Payment.objects.values_list("state", flat=True)),
        "charged": BankPayment.objects.filter(answer=Answer.ACCEPTED).count(),
        "stock": stock_of(variant),
        "mails": list(Message.objects.values_list("kind", flat=True)),
        "carts": list(Cart.objects.values_list("state", flat=True)),
        "given_back": _given_back(payment),
    }


def _given_back(payment):
    def ask():
        ask_refund(payment=payment, amount=3070, seen_refunded=0)

    asked = Counter(map(str, at_once(*[ask] * CROWD)))
    sent = at_once(*[lambda: send_refunds(at=clock.now())] * 5)
    return {
        "asked": sorted(asked.items()),
        "sent": sum(sent),
        "refunds": list(Refund.objects.values_list("state", "amount")),
        "at_bank": sum(BankRefund.objects.values_list("amount", flat=True)),
        "order": list(Order.objects.values_list("state", flat=True)),
    }


def _reconcile():
    Payment.objects.filter(ask_at__isnull=False).update(ask_at=clock.now())
    reconcile(at=clock.now())


def _return(payment):
    return lambda: _client().get(f"/checkout/return/{return_token(payment)}/").status_code


def _notify():
    body, headers = signed(BankNotification.objects.get(), clock.now())
    return lambda: (
        _client()
        .post("/checkout/notify/testbank/", body, content_type="application/json", headers=headers)
        .status_code
    )


def _sweep():
    return release_expired(at=clock.now() + HOUR)


def _repeat(payment):
    return lambda: str(ask_about(payment).state)


def _client():
    return Client(SERVER_NAME="localhost")


def last_unit():
    """Let 20 orders want the last unit; then let the one that holds it press the button again."""
    method, variant = DeliveryMethodFactory(), VariantFactory(on_hand=1)
    orders = [ready_order({variant: 1}, method=method) for _ in range(CROWD)]
    answers = at_once(*[lambda order=order: pay(order).redirect_url for order in orders])
    payment = Payment.objects.get()
    return {
        "refused": sum(answer in {"OutOfStock", "NotReady"} for answer in answers),
        "sent_on": sum(answer == payment.redirect_url for answer in answers),
        "stock": stock_of(variant),
        "at_bank": BankPayment.objects.count(),
        "again": pay(payment.order).redirect_url == payment.redirect_url,
        "states": sorted(Counter(Order.objects.values_list("state", flat=True)).items()),
    }


def reversed_lines():
    """Let two orders of the same things, in opposite order, be changed and paid anew many times."""
    method, a, b = DeliveryMethodFactory(), VariantFactory(on_hand=5), VariantFactory(on_hand=5)
    orders = [ready_order(wanted, method=method) for wanted in ({a: 1, b: 1}, {b: 1, a: 1})]

    def change_and_pay(order):
        for turn in range(12):
            for line in order.cart.lines.all():
                changing.set_quantity(cart=order.cart, line_id=line.pk, quantity=1 + turn % 2)
            pay(order)

    errors = at_once(*[lambda order=order: change_and_pay(order) for order in orders])
    return {
        "errors": errors,
        "stock": [stock_of(a), stock_of(b)],
        "payments": sorted(Counter(Payment.objects.values_list("state", flat=True)).items()),
        "at_bank": sorted(Counter(BankPayment.objects.values_list("answer", flat=True)).items()),
    }


def sweep_against_success(rounds):
    """Let the time run out in the moment in which the payment succeeds; return how it ended."""
    method, ends = DeliveryMethodFactory(), Counter()
    for number in range(int(rounds)):
        variant = VariantFactory(on_hand=3)
        payment = pay(ready_order({variant: 1}, method=method))
        # Half of the time the money comes although the bank has called the payment off.
        success = _stray_success(payment) if number % 2 else _accepted(payment)
        errors = [e for e in at_once(success, _sweep) if isinstance(e, str)]
        payment.refresh_from_db()
        answer = BankPayment.objects.get(ref=payment.ref).answer
        is_stray = bool(number % 2)
        end = [payment.order.state, payment.state, is_stray or answer, stock_of(variant), errors]
        ends[str(end)] += 1
    return sorted(ends)


def _accepted(payment):
    def accept():
        at_bank(payment)
        ask_about(payment)

    return accept


def _stray_success(payment):
    report = Report(
        outcome=Outcome.SUCCEEDED, amount=payment.amount, currency=payment.currency, event_id="e"
    )

    def tell():
        settle(payment.pk, report, by="bank")

    return tell


def first_add_of_an_account():
    """Let one account put its first thing into its cart in 20 tabs."""
    user, variant = UserFactory(), VariantFactory(on_hand=99)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()

    def add():
        client = _client()
        client.cookies["sessionid"] = session.session_key
        return client.post("/cart/add/", {"v": variant.sku, "quantity": 1}).status_code

    return {
        "answers": sorted(Counter(at_once(*[add] * CROWD)).items()),
        "carts": list(Cart.objects.values_list("user", "state")) == [(user.pk, "open")],
        "lines": list(Line.objects.values_list("quantity", flat=True)),
    }


def one_cart_begun_many_times():
    """Send the form of the e-mail step in 20 tabs."""
    cart = CartFactory()
    answers = at_once(*[lambda: len(begun_order(cart).secret)] * CROWD)
    return {
        "answers": sorted(Counter(answers).items()),
        "orders": list(Order.objects.values_list("email", "state")),
        "born": OrderEvent.objects.count(),
        "people": Person.objects.count(),
        "tokens": OrderToken.objects.count(),
    }


def code_against_payment(rounds):
    """Type a promo code in one tab while paying in another; return the ends that there were."""
    method, ends = DeliveryMethodFactory(rates=[{"price": 500}]), set()
    PromotionFactory(code="HALF", percent=50)
    for _ in range(int(rounds)):
        order = ready_order({VariantFactory(price=1000): 1}, method=method)
        cart = order.cart
        _code, paid = at_once(
            lambda c=cart: apply_code(cart=c, text="half"), lambda o=order: pay(o)
        )
        order.refresh_from_db()
        known = BankPayment.objects.get(ref=paid.ref)
        ends.add((order.code, order.discount, order.total, paid.amount, known.amount))
    return sorted(ends)


def emptying_against_payment(rounds):
    """Empty the cart in one tab while paying in another; return the ends that there were."""
    method, ends = DeliveryMethodFactory(), set()
    for _ in range(int(rounds)):
        variant = VariantFactory()
        order = ready_order({variant: 1}, method=method)
        cart = order.cart
        emptied, paid = at_once(lambda c=cart: changing.empty(cart=c), lambda o=order: pay(o))
        ends.add(
            (
                emptied or "emptied",
                paid if isinstance(paid, str) else str(paid.state),
                Order.objects.filter(pk=order.pk).count(),
                Payment.objects.filter(order_id=order.pk).count(),
                *stock_of(variant),
            )
        )
    return sorted(ends)
