"""Orders that want the same use of a promotion in the same moment (M4).

``test_promotion_races`` calls each of these in a process of its own (see ``tests.faults.run``).
"""

from collections import Counter

from django.db.models import Count

from cart.models import Promotion
from catalog.models import Stock
from checkout.models import Invoice, Order, Payment, Redemption
from checkout.models.payment import OPEN
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from shop.core import clock
from shop.core.messaging.people import person_for
from tests.factories import DeliveryMethodFactory, PromotionFactory, VariantFactory
from tests.faults.checkout_races import CROWD, at_once
from tests.orders import HOUR, at_bank, pay, ready_order

PRICE = 1000


def _orders(count, *, same_person=False, code="TEN"):
    """Return orders of one thing each, with the code, ready to be paid."""
    method = DeliveryMethodFactory(rates=[{"price": 500}])
    variant = VariantFactory(price=PRICE, on_hand=10 * count)
    emails = ["zoe@demo.example" if same_person else f"zoe{n}@demo.example" for n in range(count)]
    return [ready_order({variant: 1}, method=method, email=each, code=code) for each in emails]


def _pay(order):
    """Return what was charged. Who would be asked again goes on all the same."""
    return pay(order, shown_total=10**9).amount


def _pay_all(orders):
    """Pay all of them at once; return what came of it, by the answers, the counter and the rows."""
    answers = at_once(*[lambda o=order: _pay(o) for order in orders])
    pks = [order.pk for order in orders]
    rows = Redemption.objects.filter(order__in=pks).values("promotion").annotate(n=Count("pk"))
    frozen = Order.objects.filter(pk__in=pks, state="awaiting_payment")
    held = Stock.objects.filter(variant__cart_lines__cart__order__in=pks).distinct()
    return {
        "answers": sorted(Counter(map(str, answers)).items()),
        "uses": list(Promotion.objects.order_by("pk").values_list("uses", flat=True)),
        "rows": [row["n"] for row in rows.order_by("promotion")],
        "reduced": frozen.filter(discount__gt=0).count(),
        "held": sum(held.values_list("reserved", flat=True)),
    }


def limits():
    """Pay twenty orders at once with a promotion for a few of them, one kind of limit after another."""
    ends, past = {}, person_for("past@demo.example")  # what counts no more is theirs
    for name, promotion, same_person in [
        ("one code", {"code": "TEN", "most_uses": 1}, False),
        ("three codes", {"code": "TEN", "most_uses": 3}, False),
        ("three without a code", {"code": "", "most_uses": 3}, False),
        ("one a person", {"code": "TEN", "most_uses_a_person": 1}, True),
        ("a first order", {"code": "TEN", "is_for_first_order": True}, True),
    ]:
        PromotionFactory(**promotion)
        ends[name] = _pay_all(_orders(CROWD, same_person=same_person, code=promotion["code"]))
        Promotion.objects.all().delete()
        Order.objects.update(person=past)
    return ends


def two_promotions_reversed(rounds):
    """Use two promotions, given back and taken anew by many orders: nobody waits in a circle.

    In the end all are placed in one moment, and get the numbers of their invoices (M18).
    """
    PromotionFactory(code="", name_en="One", priority=2, most_uses=1000)
    PromotionFactory(code="", name_en="Two", priority=1, most_uses=1000)
    orders = _orders(6, code="")
    for _ in range(int(rounds)):
        at_once(*[lambda o=order: _pay(o) for order in orders])
        late = clock.now() + HOUR
        at_once(*[lambda at=late: release_expired(at=at)] * 3)
    return {**_pay_all(orders), **_place_all(orders)}


def _place_all(orders):
    """Let the bank's yes to all of them be heard at once; return how they stand, and their invoices."""
    payments = list(Payment.objects.filter(order__in=orders, state__in=OPEN))
    for payment in payments:
        at_bank(payment)
    answers = at_once(*[lambda p=payment: str(ask_about(p).state) for payment in payments])
    numbers = Invoice.objects.order_by("pk").values_list("number", flat=True)
    return {"placed": answers, "invoices": [int(number[-6:]) for number in numbers]}


def cancelled_against_paid(rounds):
    """Cancel the order that has the last use while another one wants it."""
    PromotionFactory(code="TEN", most_uses=1)
    ends = set()
    for _ in range(int(rounds)):
        first, second = _orders(2)
        payment = pay(first)
        at_bank(payment)
        ask_about(payment)
        _cancelled, charged = at_once(
            lambda o=first: cancel_order(order=o, by="staff"), lambda o=second: _pay(o)
        )
        uses = Promotion.objects.values_list("uses", flat=True).get()
        ends.add((charged, uses, Redemption.objects.count()))
        release_expired(at=clock.now() + HOUR)
    return sorted(ends, key=str)
