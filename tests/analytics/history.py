"""Sixty days of a small shop, every day the same: what a report says of them can be reckoned by hand."""

from datetime import timedelta

from django.utils.timezone import localdate

from cart.models import Cart, Line, Trouble
from catalog.models import ProductViews, Search
from checkout.models import FormError, Order, Payment
from recovery.models import Alert, Decision, Episode, Reminder, Scenario
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person, Suppression
from tests.factories import PromotionFactory, VariantFactory

DAY = timedelta(days=1)
SEARCHES = [
    *[("Thé vert", "the vert", 8)] * 3,
    ("the vert", "the vert", 8),
    *[("lampe", "lampe", 2)] * 3,
    *[("Hamac", "hamac", 0)] * 2,
    ("yoyo", "yoyo", 0),
]
STAGES = [0, 0, 1, 2, 3, 4, 5, 5]  # how far each cart of a day comes
REACHED = {1: 2, 2: 3, 3: 4, 4: 4, 5: 4}
PRICE = 1000


def searches(moment, rows=SEARCHES):
    return Search.objects.bulk_create(
        Search(text=text, words=words, hits=hits, language="fr", searched_at=moment)
        for text, words, hits in rows
    )


def orders_of_a_day(moment, variant, promotion):
    """Eight carts as in ``STAGES``, two units in each, and all that hangs on them."""
    cart = {"created_at": moment, "last_activity_at": moment, "swept_until": moment}
    carts = Cart.objects.bulk_create(Cart(**cart) for _ in STAGES)
    Line.objects.bulk_create(
        Line(cart=each, variant=variant, quantity=2, seen_price=PRICE) for each in carts
    )
    Trouble.objects.create(cart=carts[0], kind="code_refused", met_at=moment)
    Cart.objects.filter(pk__in=[carts[0].pk, carts[7].pk]).update(promotion=promotion)
    started = [(each, stage) for each, stage in zip(carts, STAGES, strict=True) if stage]
    people = Person.objects.bulk_create(Person() for _ in started)
    return Order.objects.bulk_create(
        order_at(each, stage, person, moment)
        for (each, stage), person in zip(started, people, strict=True)
    )


def order_at(cart, stage, person, moment):
    is_placed = stage == 5
    total = {"subtotal": 2000, "delivery": 490, "total": 2490} if stage >= 4 else {}
    return Order(
        reference=f"R{cart.pk}",
        cart=cart,
        person=person,
        email="zoe@demo.example",
        reached=REACHED[stage],
        state="paid" if is_placed else "initiated",
        created_at=moment,
        last_activity_at=moment,
        swept_until=moment,
        placed_at=moment if is_placed else None,
        **total,
    )


def trouble_of_a_day(orders, moment):
    """A postcode that is none, twice, and an empty town; a failed payment; two that went well."""
    for field, code in [("postcode", "invalid"), ("postcode", "invalid"), ("city", "required")]:
        FormError.objects.create(
            cart=orders[1].cart, step=2, field=f"delivery-{field}", code=code, met_at=moment
        )
    common = {"gateway": "testbank", "amount": 2490, "currency": "EUR", "created_at": moment}
    failed = Payment.objects.create(order=orders[3], state="failed", error="no_funds", **common)
    Payment.objects.bulk_create(
        Payment(order=order, state="succeeded", **common) for order in orders[4:]
    )
    Alert.objects.create(payment=failed, created_at=moment, seen_at=moment)


def visits_of_a_day(orders, moment):
    """Four visits that were left: given up, back, ordered by the link, still open.

    The first has not agreed, the second was back before its reminder was due, two were written to.
    """
    left, back, ordered, waiting = orders[:4]
    scenario = Scenario.objects.get(slug="checkout-left")
    told = {"left_at": moment, "opened_at": moment, "closes_at": moment + DAY}
    closed = {"closed_at": moment}
    returned = {**closed, "returned_at": moment}
    bought = {"state": "recovered", "bought": orders[4], "came_by_link": True, **returned}
    kinds = [
        (left, scenario, 2, "form_errors", {"state": "abandoned", **closed}),
        (back, scenario, 3, "unknown", {"state": "returned", **returned}),
        (ordered, scenario, 4, "unknown", bought),
        (waiting, None, 5, "payment_declined", {"state": "open"}),
    ]
    visits = Episode.objects.bulk_create(
        Episode(
            person=order.person, cart=order.cart, order=order, scenario=which, depth=depth,
            cause=cause, value=2000, **told, **what,
        )
        for order, which, depth, cause, what in kinds
    )  # fmt: skip
    Decision.objects.create(
        person=left.person, episode=visits[0], verdict="not_planned", code="no_consent", at=moment
    )
    states = [("skipped", "came_back"), ("sent", ""), ("sent", "")]
    for visit, (state, reason) in zip(visits[1:], states, strict=True):
        remind(visit, state, reason, moment)
    Suppression.objects.create(person=ordered.person, reason="stopped", created_at=moment)


def remind(visit, state, reason, moment):
    message = Message.objects.create(
        kind="recovery.reminder", about=f"episode:{visit.pk}", priority=2, language="fr",
        message_class=MessageClass.REMINDER, person=visit.person, recipient="zoe@demo.example",
        state=state, reason=reason, created_at=moment,
    )  # fmt: skip
    Reminder.objects.create(episode=visit, step_slug="first", channel="email", message=message)


def make_history(days, *, now):
    """Make the last ``days``, the day of ``now`` among them."""
    variant = VariantFactory()
    promotion = PromotionFactory()
    for number in range(days):
        moment = now - number * DAY - timedelta(hours=2)
        searches(moment)
        ProductViews.objects.create(
            product=variant.product, day=localdate(now) - number * DAY, views=20
        )
        orders = orders_of_a_day(moment, variant, promotion)
        trouble_of_a_day(orders, moment)
        visits_of_a_day(orders, moment)
