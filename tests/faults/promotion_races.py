"""Orders that want the same use of a promotion in the same moment (M4).

``test_promotion_races`` calls each of these in a process of its own (see ``tests.faults.run``).
"""

from collections import Counter

from django.db.models import Count

from cart.models import Promotion
from catalog.models import Stock
from checkout.models import Order, Redemption
from checkout.orders.cancelling import cancel_order
from checkout.payments.expiring import ask_about, release_expired
from shop.core import clock
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
    """Return what was charged, or the name of the error. Who is asked again does not go on."""
    return pay(order, shown_total=10**9).amount


def _ends(answers):
    """What came of it: amounts and refusals, the counter, and what the rows say."""
    rows = Redemption.objects.values("promotion").annotate(n=Count("pk"))
    reduced = Order.objects.filter(discount__gt=0, state="awaiting_payment").count()
    return {
        "answers": sorted(Counter(map(str, answers)).items()),
        "uses": list(Promotion.objects.order_by("pk").values_list("uses", flat=True)),
        "rows": [row["n"] for row in rows.order_by("promotion")],
        "reduced": reduced,
        "held": sum(Stock.objects.values_list("reserved", flat=True)),
    }


def limited_code(most):
    """Pay twenty orders at once with a code for ``most`` of them."""
    PromotionFactory(code="TEN", most_uses=int(most))
    return _ends(at_once(*[lambda o=order: _pay(o) for order in _orders(CROWD)]))


def limited_automatic(most):
    """The same, of a promotion that needs no code."""
    PromotionFactory(code="", name_en="Opening", most_uses=int(most))
    return _ends(at_once(*[lambda o=order: _pay(o) for order in _orders(CROWD, code="")]))


def one_a_person():
    """Pay twenty carts of one person at once, with a code for one order of each."""
    PromotionFactory(code="TEN", most_uses_a_person=1)
    orders = _orders(CROWD, same_person=True)
    return _ends(at_once(*[lambda o=order: _pay(o) for order in orders]))


def first_order():
    """Pay twenty first orders of one person at once."""
    PromotionFactory(code="TEN", is_for_first_order=True)
    orders = _orders(CROWD, same_person=True)
    return _ends(at_once(*[lambda o=order: _pay(o) for order in orders]))


def two_promotions_reversed(rounds):
    """Use two promotions, given back and taken anew by many orders: nobody waits in a circle."""
    PromotionFactory(code="", name_en="One", priority=2, most_uses=1000)
    PromotionFactory(code="", name_en="Two", priority=1, most_uses=1000)
    orders = _orders(6, code="")
    for _ in range(int(rounds)):
        at_once(*[lambda o=order: _pay(o) for order in orders])
        late = clock.now() + HOUR
        at_once(*[lambda at=late: release_expired(at=at)] * 3)
    return _ends(at_once(*[lambda o=order: _pay(o) for order in orders]))


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
