"""kill -9 on the way from what was left to the mail about it, and two of everything at once.

``test_killed_recovery`` calls these in a process of its own (see ``tests.faults.run``).
"""

from datetime import timedelta

from django.db.models import F

from cart.models import Cart
from checkout.gateways.testbank.models import Answer
from checkout.models import Order
from checkout.payments.expiring import ask_about
from recovery.models import Decision, Episode, Reminder, Scenario
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging.models import Message
from shop.core.messaging.outbox import settle_interrupted
from shop.core.messaging.sending import send_due
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.faults.checkout_kills import signal_that_ended
from tests.faults.checkout_races import at_once
from tests.orders import HOUR, at_bank, pay, ready_order

# {name: (module, function, whether the function is done when the process dies)}
SWEEP = {
    "after the cart is marked": ("recovery.episodes.opening", "_mark_seen", True),
    "after the episode": ("recovery.episodes.opening", "ledger.record", True),
    "after the message": ("recovery.reminding.planning", "outbox.plan", True),
    "before the commit": ("recovery.episodes.opening", "plan_reminders", True),
    "after the commit": ("recovery.sweeping", "notice_left", True),
}
SENDER = {
    "after the claim": ("shop.core.messaging.sending", "render", False),
    "after the links": ("recovery.reminding.mails", "make_links", True),
    "before the mail goes": ("shop.core.messaging.transport", "Transport.send", False),
    "after the mail went": ("shop.core.messaging.sending", "_record", False),
    "before the record": ("shop.core.messaging.sending", "outbox.record_sent", False),
}
FAILURE = {
    "after the wake": ("recovery.waking", "Wake.objects.create", True),
    "before the settlement is committed": ("checkout.payments.settling", "tell", True),
    "after the settlement": ("checkout.payments.expiring", "settle", True),
    "before the failure is noticed": ("recovery.sweeping", "notice_failure", False),
    "before the wake is done": ("recovery.sweeping", "notice_failure", True),
}


def killed_reminders():
    """Return ``{boundary: [signal, [episodes, reminders, decisions, state of the mail]]}``."""
    _switched_on_long_ago()
    return {
        name: _end(place, _left(number), _sweep_and_send)
        for number, (name, place) in enumerate({**SWEEP, **SENDER}.items())
    }


def killed_failures():
    """Return the same for payments that fail."""
    _switched_on_long_ago()
    ends = {}
    for number, (name, place) in enumerate(FAILURE.items()):
        payment = pay(_order(number))
        at_bank(payment, Answer.REFUSED, error="declined")

        def act(payment=payment):
            ask_about(payment)
            _sweep_and_send()

        ends[name] = _end(place, payment.order, act)
    return ends


def two_of_everything():
    """Two sweeps, then two senders, side by side; return what there is of each in the end."""
    _switched_on_long_ago()
    for number in range(12):
        _left(number)
    errors = at_once(_sweep, _sweep, _sweep) + at_once(_send, _send)
    _sweep_and_send()
    return [
        [error for error in errors if error],
        Episode.objects.filter(state="open").count(),
        Reminder.objects.count(),
        sorted(set(Message.objects.values_list("state", flat=True))),
    ]


def _end(place, order, act):
    signal = signal_that_ended(act, place)
    for _ in range(2):  # the second time nothing is left to do
        act()
        _let_hours_pass()
        settle_interrupted(at=clock.now())
        _send()
    episodes = Episode.objects.filter(order=order)
    reminders = Reminder.objects.filter(episode__in=episodes)
    decisions = Decision.objects.filter(episode__in=episodes)
    states = list(reminders.values_list("message__state", flat=True))
    return [signal, [episodes.count(), reminders.count(), decisions.count(), states]]


def _order(number):
    goods, method = VariantFactory(), DeliveryMethodFactory()
    email = f"person{number}@demo.example"
    return ready_order({goods: 1}, method=method, email=email, wants_reminders=True)


def _left(number):
    """An order that was left five hours ago: its reminder is due as soon as it is noticed."""
    order, then = _order(number), clock.now() - 5 * HOUR
    Cart.objects.filter(pk=order.cart_id).update(last_activity_at=then)
    Order.objects.filter(pk=order.pk).update(last_activity_at=then)
    return order


def _sweep_and_send():
    _sweep()
    _send()


def _sweep():
    sweep(at=clock.now())


def _send():
    send_due(limit=100)


def _let_hours_pass():
    Message.objects.update(due_at=F("due_at") - HOUR, attempted_at=F("attempted_at") - HOUR)


def _switched_on_long_ago():
    Scenario.objects.update(activated_at=clock.now() - timedelta(days=365))
