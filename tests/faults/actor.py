"""A process of the shop that does one thing to a real database, or dies at a chosen point.

python -m tests.faults.actor seed 200 | ask 3 | send [BOUNDARY NTH] | finish
| race | import FILE [NTH]

Its own program, because what is killed is a process: only the database remembers it.
"""

import importlib
import json
import os
import signal
import sys
from datetime import timedelta
from itertools import count

import django

SMS = "shop.core.messaging.sms.transport"
SENDING, TRANSPORT = "shop.core.messaging.sending", "shop.core.messaging.transport"
BOUNDARIES = {
    # name: (module, function, whether it is called for a handful): the process dies before that call
    "before the claim is committed": ("shop.core.messaging.claiming", "move_together", True),
    "after the claim": ("shop.core.messaging.writing", "render", False),
    "before it is written that the mail goes": (SENDING, "hand_over", False),
    "before the mail is handed over": (TRANSPORT, "Transport.send", False),
    "before the record of a handful's last": (SENDING, "record_sent", True),
}
BOUNDARIES_OF_SMS = {
    "after the claim of a text": ("shop.core.messaging.writing", "write", False),
    "before it is written that the text goes": (SENDING, "hand_over", False),
    "before the text is handed over": (SMS, "send", False),
}
# Likewise, but the process dies when the call is done.
BOUNDARIES_AFTER = {"after the server has said yes": (TRANSPORT, "Transport.send", False)}
BOUNDARIES_OF_SMS_AFTER = {"after the service has said yes": (SMS, "send", False)}


def seed(number):
    """Put ``number`` messages of each class into the outbox; those reminded have agreed."""
    from shop.core.messaging.classes import MessageClass
    from shop.core.messaging.models import Purpose
    from shop.core.messaging.outbox import enqueue
    from shop.core.messaging.permissions import record_consent

    for i in range(number):
        for message_class in MessageClass:
            message = enqueue(
                kind="test",
                about=f"{message_class}:{i}",
                message_class=message_class,
                recipient=f"person{i}@example.com",
                language="en",
            )
            if message_class is MessageClass.REMINDER:
                record_consent(
                    person=message.person,
                    purpose=Purpose.REMINDERS,
                    is_given=True,
                    text_version="1",
                    language="en",
                    source="test",
                )


def seed_texts(number):
    """Put ``number`` reminders by SMS into the outbox, to people who have agreed to them."""
    from shop.core.messaging.classes import MessageClass
    from shop.core.messaging.models import Channel, Message, Purpose
    from shop.core.messaging.people import person_for
    from shop.core.messaging.permissions import record_consent

    for i in range(number):
        person = person_for(f"person{i}@example.com")
        Message.objects.create(
            kind="test", about=f"text:{i}", message_class=MessageClass.REMINDER, priority=2,
            channel=Channel.SMS, person=person, recipient=f"+336123456{i:02}", language="en",
        )  # fmt: skip
        record_consent(
            person=person, purpose=Purpose.SMS, is_given=True, text_version="1", language="en",
            source="test",
        )  # fmt: skip


def ask(number):
    """Put ``number`` mails into the outbox of a kind that every process of the shop can write."""
    from shop.core.messaging.classes import MessageClass
    from shop.core.messaging.outbox import enqueue

    for i in range(number):
        enqueue(
            kind="account.unknown_account",
            about=f"request:{i}",
            message_class=MessageClass.SERVICE,
            recipient=f"person{i}@example.com",
            language="en",
        )


def send(boundary="", nth="1"):
    """Send until nothing is due, or die as the ``nth`` message reaches ``boundary``."""
    from django.core.management import call_command

    if boundary:
        from shop.core.messaging.sending import HANDFUL

        known = BOUNDARIES_OF_SMS | BOUNDARIES | BOUNDARIES_AFTER | BOUNDARIES_OF_SMS_AFTER
        module, path, is_for_handful = known[boundary]
        nth = -(-int(nth) // HANDFUL) if is_for_handful else int(nth)
        _die_at(
            module, path, nth=nth, is_after=boundary in BOUNDARIES_AFTER | BOUNDARIES_OF_SMS_AFTER
        )
    call_command("send_due", "--once", "--limit", "100000")


def finish():
    """Let hours pass for the rows, which is all the time there is, until nothing is left to do."""
    from django.db.models import F

    from shop.core.messaging.models import Message

    hour = timedelta(hours=1)
    for _ in range(3):
        Message.objects.update(due_at=F("due_at") - hour, attempted_at=F("attempted_at") - hour)
        send()


def race():
    """Let 20 buyers want the last unit of A and the last two of B, half of them in reversed order."""
    from threading import Barrier, Thread

    from django.db import connection

    from catalog import stock
    from catalog.models import Stock
    from tests.factories import VariantFactory

    a, b = VariantFactory(on_hand=1).pk, VariantFactory(on_hand=2).pk
    together, bought, refused = Barrier(20), [], []

    def buy(wanted):
        together.wait()
        try:
            stock.reserve(wanted)
            bought.append(wanted)
        except stock.OutOfStock as refusal:
            refused.append(refusal.variant_id)
        finally:
            connection.close()

    orders = [{a: 1, b: 1} if i % 2 else {b: 1, a: 1} for i in range(20)]
    buyers = [Thread(target=buy, args=[order]) for order in orders]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    levels = [
        list(Stock.objects.filter(pk=pk).values_list("on_hand", "reserved")[0]) for pk in (a, b)
    ]
    json.dump({"bought": len(bought), "refused": len(refused), "levels": levels}, sys.stdout)


def import_file(path, nth="0"):
    """Import a Shopify file, or die as the ``nth`` product is half written."""
    from django.core.management import call_command

    if int(nth):
        _die_at("catalog.feeds.writing.applying", "write_variants", nth=int(nth))
    call_command("import_products", "--format", "shopify", "--json", path)


def _die_at(module, path, *, nth, is_after=False):
    target = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        target = getattr(target, parent)
    real, calls = getattr(target, name), count(1)

    def doomed(*args, **kwargs):
        is_last = next(calls) == nth
        answer = None if is_last and not is_after else real(*args, **kwargs)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(target, name, doomed)


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
    django.setup()
    from shop.core.messaging.rendering import Mail, renders
    from shop.core.messaging.sms.writing import writes

    renders("test")(lambda message: Mail(message.about, message.about, message.about))
    writes("test")(lambda message: message.about)
    verb, *args = sys.argv[1:]
    {
        "seed": lambda n: seed(int(n)),
        "seed-texts": lambda n: seed_texts(int(n)),
        "ask": lambda n: ask(int(n)),
        "send": send,
        "finish": finish,
        "race": race,
        "import": import_file,
    }[verb](*args)


if __name__ == "__main__":
    main()
