"""kill -9 of a sender among many reminders, and what the shop makes of each of them afterwards.

``test_killed_handfuls`` calls these in a process of its own (see ``tests.faults.run``), which forks
the senders. The reminders are real: left, noticed, planned, past the whole gate, with their links.
"""

import os
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from recovery.episodes.ledger import entries
from recovery.models import Episode
from shop.core.messaging import sending
from shop.core.messaging.models import Message
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import HANDFUL, send_due
from shop.core.messaging.transport import Transport
from tests.faults.checkout_kills import signal_that_ended
from tests.faults.recovery_kills import CLAIMING, MOVING, SENDING, WRITING
from tests.faults.recovery_street import go_on, let_pass, look, open_street
from tests.recovery.conftest import HOUR

MAILS, TRANSPORT = "recovery.reminding.mails", "shop.core.messaging.transport"
FEW = 3  # a handful at the boundaries: there are many of these, and people take long to leave
NTH = FEW + 2  # the second one of the second handful
# {name: (module, function, whether the function is done when the process dies, at which call)}
BOUNDARIES = {
    "before the claim is committed": (CLAIMING, "_answer", True, 2),
    "after the claim": (WRITING, "render", False, FEW + 1),
    "after its links were made": (MAILS, "links_to_all", True, 2),
    "before it is written that it goes": (SENDING, "hand_over", False, NTH),
    "after that was written, with the last one's record": (SENDING, "hand_over", True, NTH),
    "before the mail is handed over": (TRANSPORT, "Transport.send", False, NTH),
    "after the server has said yes": (TRANSPORT, "Transport.send", True, NTH),
    "before the record of a handful's last": (SENDING, "record_sent", False, 2),
    "before that is committed": (MOVING, "move", True, 2),
}
IN_THE_TALK = "while the server has the mail"
MARK = "in the talk"  # a file with the process that the server is to kill


def killed_at_boundaries():
    """Return ``{boundary: how it ended}``, see ``end_of``; each with two handfuls of its own."""
    street, numbers, found = open_street(), count(), {}
    for boundary, place in [*BOUNDARIES.items(), (IN_THE_TALK, None)]:
        _wait_for_no_disk()
        people = left_by(street, [next(numbers) for _ in range(2 * FEW)])
        died_of = signal_that_ended(_send_few, place) if place else _died_of(_be_killed_among_few)
        _wait_for_no_disk()
        found[boundary] = end_of(people, [died_of])
    return found


def killed_beside_another():
    """Let the mail server kill one of two senders, of which it has the mail; the other goes on."""
    people = left_by(open_street(), range(HANDFUL + 5))
    connections.close_all()
    senders = [_fork(_be_killed), _fork(_send)]
    return end_of(people, [_signal_of(each) for each in senders])


def left_by(street, numbers, *, are_noticed=True):
    """Let as many leave their orders; return their addresses when all reminders are due."""
    people = [f"person{number}@demo.example" for number in numbers]
    for each in people:
        street.leave(email=each)
    let_pass(4 * HOUR)
    if are_noticed:
        look()
        assert Message.objects.filter(state="due").count() == len(people)
    return people


def _wait_for_no_disk():
    """For what only prepares: this process is not killed, and neither is the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")


def _fork(act):
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    return child


def _died_of(act):
    connections.close_all()
    return _signal_of(_fork(act))


def _signal_of(child):
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def _send():
    send_due(limit=1000)


def _send_few():
    sending.HANDFUL = FEW
    _send()


def _be_killed_among_few():
    sending.HANDFUL = FEW
    _be_killed()


def _be_killed():
    """Leave a mark as its third mail goes to the server, which kills whoever left it."""
    real, calls = Transport.send, count(1)

    def marked(self, mail):
        if next(calls) == 3:
            Path(settings.VAR_DIR, MARK).write_text(str(os.getpid()))
        return real(self, mail)

    Transport.send = marked
    _send()


def end_of(people, died_of):
    """Return how the senders died, what they left behind, and what became of each."""
    ours = Message.objects.filter(person__in=[person_for(each).pk for each in people])
    left = ours.values_list("state", "handed_at")
    found = {
        "died of": died_of,
        "of whom nobody knows": sum(state == "sending" and bool(at) for state, at in left),
        "left": sorted({state for state, _handed_at in left}),
    }
    go_on()
    return found | {"in the end": {each: _became(each) for each in people}}


def _became(email):
    episodes = Episode.objects.filter(person=person_for(email))
    (message,) = Message.objects.filter(reminder__episode__in=episodes)
    ledger = [f"{line.decision} {line.code}" for line in entries(*episodes)]
    return [message.state, ledger]
