"""kill -9 on the way from a fact to a mail, and what the shop makes of it afterwards.

``test_killed_recovery`` calls ``killed_on`` in a process of its own (see ``tests.faults.run``). It
forks another one, which dies, and then lets the shop go on by its own means.
"""

import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings

from checkout.models import Order
from checkout.payments.asking import ask_about
from recovery.episodes.ledger import entries
from recovery.models import Alert, Episode
from recovery.sweeping import handle_wakes, sweep
from recovery.telling import tell_staff
from shop.core import clock
from shop.core.messaging.models import Message
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory
from tests.faults.checkout_kills import signal_that_ended
from tests.faults.recovery_street import agree, go_on, let_pass, look, open_street
from tests.orders import at_bank
from tests.recovery.conftest import DAY, HOUR

OPENING, CLOSING = "recovery.episodes.opening", "recovery.episodes.closing"
PLANNING, SWEEPING = "recovery.reminding.planning", "recovery.sweeping"
CLAIMING, MOVING = "shop.core.messaging.claiming", "shop.core.messaging.moving"
SENDING, WRITING = "shop.core.messaging.sending", "shop.core.messaging.writing"

# {name: (module, function, whether the function is done when the process dies[, at which call])}
SETTLING = {
    "before the wake is written": ("recovery.waking", "Wake.objects.create", False),
    "after the wake was written": ("recovery.waking", "Wake.objects.create", True),
    "after the alert was written": ("recovery.waking", "Alert.objects.create", True),
    "before the settlement is committed": ("checkout.payments.settling", "tell", True),
    "before a worker is woken": ("shop.core.workers", "wake", False),
}
WAKING = {
    "before the episode of a failure": (OPENING, "create", False),
    "after the episode of a failure": (OPENING, "create", True),
    "before the message": (PLANNING, "outbox.plan", False),
    "before the message's reminder": (PLANNING, "insert", False),
    "before the wake is handled": (SWEEPING, "notice_failure", True),
    "after the wake": (SWEEPING, "_handle_wake", True),
}
NOTICING = {
    "after the row was marked as seen": (OPENING, "_mark_seen", True),
    "after the episode": (OPENING, "create", True),
    "after the reminder was planned": (PLANNING, "outbox.plan", True),
    "before what was noticed is committed": (OPENING, "_open", True),
    "after what was noticed": (SWEEPING, "notice_left", True),
}
CLAIMED = {"before the claim is committed": (CLAIMING, "_answer", True)}
NOT_HANDED_OVER = {
    "after the claim": (WRITING, "render", False),
    "after its links were made": ("recovery.reminding.mails", "links_to_all", True),
    "before it is written that it goes": (SENDING, "hand_over", False),
}
HANDING_OVER = {
    "before the mail is handed over": ("shop.core.messaging.transport", "Transport.send", False),
}
HANDED_OVER = {
    "after the mail was handed over": (SENDING, "record_sent", False),
    "before the record is committed": (MOVING, "move", True),
}
GIVING_UP = {
    "as the order is abandoned": (CLOSING, "move_order", False),
    "between the order and its episode": (CLOSING, "move_order", True),
    "before the end is committed": (CLOSING, "move_episode", True),
    "after the end": (SWEEPING, "close_due", True),
}
BUYING = {
    "before the episode is recovered": (CLOSING, "move_episode", False),
    "before its reminder is taken back": ("recovery.episodes.changing", "take_back", False),
    "before the purchase counts": (SWEEPING, "close_bought", True),
    "after the purchase counted": (SWEEPING, "_handle_wake", True),
}
# The doomed process talks to staff first: threads that had talked would not survive the fork.
TOLD = {"before it is written that staff were told": ("shop.core.telling", "notify", True)}
NOT_TOLD = {"before staff are told": ("shop.core.telling", "notify", False)}


class Visit:
    """One recovery: ``prepare`` goes as far as the fact, ``act`` is what the process dies in."""

    def __init__(self, street, email):
        self.street, self.email = street, email

    def leave(self):
        return self.street.leave("payment", email=self.email)

    def notice(self):
        self.leave()
        let_pass(HOUR)
        look()


class Settling(Visit):
    def prepare(self):
        self.payment = self.street.start_to_pay(self.leave())
        at_bank(self.payment, "refused", error="declined")

    def act(self):
        ask_about(self.payment)


class Waking(Settling):
    def prepare(self):
        super().prepare()
        ask_about(self.payment)

    def act(self):
        handle_wakes(at=clock.now())


class Telling(Waking):
    def act(self):
        tell_staff(at=clock.now())


class LeftOrder(Visit):
    def prepare(self):
        self.leave()
        let_pass(HOUR)

    def act(self):
        sweep(at=clock.now())


class LeftCart(LeftOrder):
    def prepare(self):
        agree(self.email)
        self.street.leave_cart(user=UserFactory(email=self.email, password=None))
        let_pass(2 * DAY)


class Sending(Visit):
    def prepare(self):
        self.notice()

    def act(self):
        send_due(limit=100)


class GivingUp(LeftOrder):
    def prepare(self):
        self.notice()
        send_due(limit=100)
        let_pass(8 * DAY)


class Buying(Waking):
    def prepare(self):
        self.notice()
        self.street.buy(Order.objects.get(email=self.email))


STORIES = {
    "failed": {
        "told twice": (Telling, TOLD),
        "told once": (Telling, NOT_TOLD),
        "settling": (Settling, SETTLING),
        "waking": (Waking, WAKING),
    },
    "left": {
        "an order": (LeftOrder, NOTICING),
        "a cart": (LeftCart, NOTICING),
        "claiming": (Sending, CLAIMED),
        "not handed over": (Sending, NOT_HANDED_OVER),
        "handing over": (Sending, HANDING_OVER),
        "handed over": (Sending, HANDED_OVER),
    },
    "ended": {"giving up": (GivingUp, GIVING_UP), "buying": (Buying, BUYING)},
}


def killed_on(story):
    """Let a process die at each boundary of ``story``, and let the shop go on twice.

    Return ``{stretch: {boundary: [address, signal it died of, how it ended, and once more]}}``.
    """
    heard, street, numbers = listen(), open_street(), count()

    def end_of(kind, place):
        visit = kind(street, f"person{next(numbers)}@demo.example")
        visit.prepare()
        heard.clear()
        ends = [signal_that_ended(visit.act, place)]
        for _ in range(2):
            go_on()
            ends.append(standing(visit.email) | {"staff heard": len(heard)})
        return [visit.email, *ends]

    return {
        stretch: {boundary: end_of(kind, place) for boundary, place in places.items()}
        for stretch, (kind, places) in STORIES[story].items()
    }


def standing(email):
    person = person_for(email)
    orders = Order.objects.filter(person=person)
    episodes = Episode.objects.filter(person=person).order_by("pk")
    messages = Message.objects.filter(person=person, kind__startswith="recovery.")
    alerts = Alert.objects.filter(payment__order__in=orders)
    return {
        "orders": list(orders.values_list("state", flat=True)),
        "moved": sorted(Counter(orders.values_list("events__to_state", flat=True)).items()),
        "episodes": list(episodes.values_list("state", flat=True)),
        "reminders": [episode.reminders.count() for episode in episodes],
        "outbox": list(messages.values_list("kind", "state", "reason")),
        "ledger": [f"{line.decision} {line.code}" for line in entries(*episodes)],
        "alerts settled": [alert.told_at is not None and alert.tell_at is None for alert in alerts],
    }


def listen():
    """Answer as a chat service of staff would, where STAFF_ALERT_URLS says; return what it heard."""
    heard = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    (url,) = settings.STAFF_ALERT_URLS
    server = HTTPServer(("127.0.0.1", urlsplit(url).port), Chat)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return heard
