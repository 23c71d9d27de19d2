"""One worker process that sends orders: claim with the gate, write, hand over, record.

Measured is elapsed time, since that is what a full outbox waits for: the database's commits and
the mail server's answers are a part of it.
"""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from bench import database
from bench.results import Result
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person
from shop.core.messaging.rendering import render
from shop.core.messaging.sending import send_due
from shop.core.messaging.tasks import BATCH
from shop.core.messaging.transport import Outcome

MESSAGES = 2_000
ROUNDS = 5
SENT_A_HAND_OVER = 300 / 650  # design.md: sent for good, where Django alone hands over 650
KIND = "account.unknown_account"  # subject, text and HTML, all from templates


def measure() -> list[Result]:
    with sink():
        return [_measured()]


def _measured() -> Result:
    _fill_outbox()
    share = MESSAGES // ROUNDS
    values, floors = [], []
    for _ in range(ROUNDS):
        floors.append(ms_each(share, partial(hand_over, share, KIND)))
        values.append(ms_each(share, partial(send, share)))
    floor, value = statistics.median(floors), statistics.median(values)
    return Result(
        name="mail.order",
        value=value,
        unit="ms a message",
        floor=floor,
        ratio=SENT_A_HAND_OVER,
        rows=MESSAGES,
        db=database.version(),
        details={"messages/s": 1000 / value, "floor messages/s": 1000 / floor},
    )


def send(count: int) -> None:
    """Send in batches as the task does. Whatever is not sent makes the measure worthless."""
    for _ in range(count // BATCH):
        outcomes = send_due(limit=BATCH)
        if outcomes != {Outcome.SENT: BATCH}:
            message = f"a batch ended {dict(outcomes)}"
            raise RuntimeError(message)


def hand_over(count: int, kind: str) -> None:
    """The floor: Django's own mails, over one connection, the same as are sent; nothing is recorded."""
    written = render(Message.objects.filter(kind=kind).order_by("-pk")[0])
    html = str(written.alternatives[0].content)
    with get_connection() as connection:
        for number in range(count):
            mail = EmailMultiAlternatives(
                written.subject,
                written.body,
                to=[f"person{number}@shopper.example"],
                connection=connection,
            )
            mail.attach_alternative(html, "text/html")
            mail.send()


def _fill_outbox() -> None:
    """Make people, and a message to each."""
    people = Person.objects.bulk_create(Person() for _ in range(MESSAGES))
    Message.objects.bulk_create(
        Message(
            kind=KIND,
            about=f"order:{number}",
            message_class=MessageClass.ORDER,
            person=person,
            recipient=f"person{number}@shopper.example",
            language=("fr", "en")[number % 2],
            priority=0,
        )
        for number, person in enumerate(people)
    )
    database.settled()


def ms_each(count: int, work: partial[None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000 / count


@contextmanager
def sink() -> Iterator[None]:
    """Run the mail server in a process of its own, at the port that the settings name."""
    arguments = [sys.executable, "-m", "bench.sink", str(settings.EMAIL_PORT)]
    with subprocess.Popen(arguments) as process:
        try:
            _wait_for(process)
            yield
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", settings.EMAIL_PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "the mail server did not start"
    raise RuntimeError(message)
