"""The database is restarted in the middle of a sweep or of sending, and the shop goes on after it.

``test_outages`` calls these in a process of its own (see ``tests.faults.run``).
"""

import shlex
import subprocess
from contextlib import contextmanager
from importlib import import_module

from django.db import Error, connections

from recovery.models import Episode
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging import sending
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import send_due
from tests.faults.recovery_handfuls import FEW, TRANSPORT, end_of, left_by
from tests.faults.recovery_kills import CLAIMING, OPENING, SENDING, SWEEPING, WRITING
from tests.faults.recovery_street import errors, let_pass, look, open_street
from tests.recovery.conftest import MINUTE

# {name: (module, function, whether the function is done when the database goes, at which call)}
SWEEPS = {
    "as a handful is noticed": (OPENING, "create", False, 1),
    "before what was noticed is committed": (OPENING, "_open", True, 1),
    "after it": (SWEEPING, "notice_left", True, 1),
}
SENDERS = {
    "as the gate is asked": (CLAIMING, "judge", False, 1),
    "before the claim is committed": (CLAIMING, "_answer", True, 2),
    "after the claim": (WRITING, "render", False, FEW + 2),
    "after it was written that it goes": (SENDING, "hand_over", True, FEW + 2),
    "after the server has said yes": (TRANSPORT, "Transport.send", True, FEW + 2),
    "as the record is written": (SENDING, "record_sent", False, 1),
}
PEOPLE = 2 * FEW


def restarted(command):
    """Let ``command`` restart the database at each place; return ``{place: how it ended}``."""
    street, found = open_street(), {}
    sending.HANDFUL = FEW
    for what, places in (("sweep", SWEEPS), ("send", SENDERS)):
        for place, where in places.items():
            numbers = range(len(found) * PEOPLE, (len(found) + 1) * PEOPLE)
            people = left_by(street, numbers, are_noticed=what == "send")
            found[place] = _in_an_outage({"sweep": _sweep, "send": _send}[what], where, command)
            look()
            found[place] |= end_of(people, []) | {"episodes": _episodes(people)}
    return found


def leave(number):
    """Let as many leave something of which they are to be reminded now, in a shop 60 times as fast.

    And one more, whose time comes with ``go_on``.
    """
    street = open_street()
    for each in range(int(number)):
        street.leave(email=f"person{each}@demo.example")
    let_pass(5 * MINUTE)
    street.leave(email="last@demo.example")


def go_on():
    let_pass(5 * MINUTE)


def _sweep():
    sweep(at=clock.now())


def _send():
    send_due(limit=1000)


def _in_an_outage(act, where, command):
    """Run ``act`` until the database goes; return what it raised, and what was logged meanwhile."""
    with errors() as logged, _restarting(*where, command) as done:
        try:
            act()
            raised = ""
        except Error as error:
            raised = type(error).__name__
    connections.close_all()  # as a worker does between two tasks
    return {"raised": raised, "logged": len(logged), "restarts": len(done)}


@contextmanager
def _restarting(module, path, is_after, nth, command):
    """Restart the database once, at the ``nth`` call of a function."""
    target = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        target = getattr(target, parent)
    real, calls, done = getattr(target, name), [], []

    def restart():
        subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)
        done.append(name)

    def struck(*args, **kwargs):
        calls.append(name)
        if len(calls) != nth:
            return real(*args, **kwargs)
        if not is_after:
            restart()
        answer = real(*args, **kwargs)
        if is_after:
            restart()
        return answer

    setattr(target, name, struck)
    try:
        yield done
    finally:
        setattr(target, name, real)


def _episodes(people):
    """Return how many episodes each of ``people`` has, each number once."""
    counts = {Episode.objects.filter(person=person_for(each)).count() for each in people}
    return sorted(counts)
