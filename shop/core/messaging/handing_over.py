"""Between two mails: that the one was sent, and that the next one is about to go (R7, ADR 0008)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shop.core.messaging.models import Message, State
from shop.core.messaging.moving import report

ITS_TURN = timedelta(minutes=1)  # after a claim; later the gate's answer counts no more

# One statement and one commit for both, written by hand: it is what each mail waits for, and to put
# it together from lookups and expressions takes longer than to run it.
_ONE_SENT_AND_THE_NEXT = f"""
    UPDATE {Message._meta.db_table} SET
        state = CASE WHEN id = %(sent)s THEN '{State.SENT}' ELSE state END,
        sent_at = CASE WHEN id = %(sent)s THEN %(at)s ELSE sent_at END,
        handed_at = CASE WHEN id = %(sent)s THEN handed_at ELSE %(at)s END
    WHERE state = '{State.SENDING}' AND (
        id = %(sent)s AND attempts = %(attempts_of_sent)s
        OR id = %(next)s AND attempts = %(attempts)s
            AND handed_at IS NULL AND attempted_at > %(claimed_after)s
    )
    RETURNING id
"""  # noqa: S608, SLF001 - names and states of our own


def hand_over(message: Message, *, at: datetime, after: Message | None = None) -> bool:
    """Write down that a claimed message is about to go; False when it may not any more.

    Somebody else has settled it, or ``ITS_TURN`` is over: its sender stood still, and another
    reminder of the same person may have been claimed since. From this commit on nobody but the mail
    server knows whether it went. ``after``: the message that the server has taken just before.
    """
    moved = _moved(
        {
            "sent": after.pk if after else 0,
            "attempts_of_sent": after.attempts if after else 0,
            "next": message.pk,
            "attempts": message.attempts,
            "at": at,
            "claimed_after": at - ITS_TURN,
        }
    )
    if after and after.pk not in moved:
        record_sent(after, at=at)  # it was settled without us
    return message.pk in moved


def record_sent(message: Message, *, at: datetime, may_be_lost: bool = False) -> bool:
    """Write down that the server has taken the message; a late report still counts.

    ``may_be_lost`` as in ``moving.report``: never together with anything that must not be.
    """
    expected = {State.SENDING, State.UNKNOWN, State.DUE}
    return report(message, expected, State.SENT, may_be_lost=may_be_lost, sent_at=at)


def _moved(values: dict[str, Any]) -> set[int]:
    moments = {
        name: connection.ops.adapt_datetimefield_value(value)
        for name, value in values.items()
        if isinstance(value, datetime)
    }
    with connection.cursor() as cursor:
        cursor.execute(_ONE_SENT_AND_THE_NEXT, {**values, **moments})
        return {pk for (pk,) in cursor.fetchall()}
