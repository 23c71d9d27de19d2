"""kill -9 between a fact and whoever is told of it, and two workers at the same deliveries.

``test_killed_webhooks`` calls these in a process of its own (see ``tests.faults.run``).
"""

from collections import Counter
from datetime import timedelta

from django.db.models import F

from recovery.models import Episode, WebhookDelivery, WebhookEndpoint
from recovery.sweeping import sweep
from recovery.webhooks.delivering import deliver_due
from shop.core import clock
from tests.faults.checkout_kills import signal_that_ended
from tests.faults.checkout_races import at_once
from tests.faults.recovery_street import errors, let_pass, look, open_street
from tests.receiver import running
from tests.recovery.conftest import HOUR
from tests.recovery.webhooks.conftest import make_delivery, make_endpoint

OPENING, CLAIMING = "recovery.episodes.opening", "recovery.webhooks.claiming"
DELIVERING, SETTLING = "recovery.webhooks.delivering", "recovery.webhooks.settling"

# {name: (module, function, whether the function is done when the process dies)}
NOTICING = {
    "before the delivery is written": (OPENING, "record_episodes", False),
    "before the fact is committed": (OPENING, "record_episodes", True),
    "after the fact": ("recovery.sweeping", "notice_left", True),
}
DELIVERY = {
    "before the claim is committed": (CLAIMING, "move", True),
    "after the claim": (DELIVERING, "post", False),
    "after it was handed over": (DELIVERING, "post", True),
    "before the record is committed": (SETTLING, "move", True),
    "after the record": (DELIVERING, "settle", True),
}


def killed():
    """Return ``{boundary: [signal, events told, states in the end, how often each was heard]}``."""
    street, found = open_street(), {}
    with running() as receiver:
        endpoint = make_endpoint(url=receiver.url, events=["cart.abandoned"])
        receiver.secret = endpoint.secret
        for act, places in ((_sweep, NOTICING), (_deliver, DELIVERY)):
            for boundary, place in places.items():
                street.leave("payment", email=f"{len(found)}@demo.example")
                let_pass(HOUR)
                if act is _deliver:
                    look()
                found[boundary] = _killed_at(act, place, receiver)
    return found


def _killed_at(act, place, receiver):
    receiver.heard.clear()
    died_of = signal_that_ended(act, place)
    for _ in range(3):
        look()
        _deliver()
        _wait(timedelta(minutes=10))
    rows = WebhookDelivery.objects.all()
    assert Episode.objects.count() == rows.count()
    told = [list(row) for row in rows.order_by("-pk")[:1].values_list("event", "state")]
    assert {is_right for _id, _body, is_right in receiver.heard} == {True}
    return [died_of, *told, list(Counter(receiver.ids).values())]


def two_workers():
    """Let two workers, and two more that come for what is left, deliver sixty at two endpoints."""
    with running() as one, running() as two, errors() as found:
        for receiver in (one, two):
            endpoint = make_endpoint(url=receiver.url)
            receiver.secret = endpoint.secret
            for _ in range(30):
                make_delivery(endpoint)
        answers = at_once(*[_deliver] * 4)
        heard = [Counter(receiver.ids) for receiver in (one, two)]
    states = Counter(WebhookDelivery.objects.values_list("state", "attempts"))
    return {
        "crashed": [answer for answer in answers if isinstance(answer, str)],
        "errors": found,
        "done": sum(sum(answer.values()) for answer in answers),
        "heard": [[len(ids), max(ids.values())] for ids in heard],
        "states": [[*state, number] for state, number in states.items()],
    }


def _sweep():
    sweep(at=clock.now())


def _deliver():
    return dict(deliver_due(limit=100))


def _wait(span):
    WebhookDelivery.objects.update(
        due_at=F("due_at") - span, claimed_until=F("claimed_until") - span
    )
    WebhookEndpoint.objects.update(left_alone_until=F("left_alone_until") - span)
