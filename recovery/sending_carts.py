"""Somebody has a cart sent to an address: one mail, as they asked, and nothing else comes of it.

No consent, no episode, no order, no link between the cart and the address: who typed it may have
typed anybody's (pitfall M10).
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from cart.models import Cart, CartState
from cart.reading import rows_of
from cart.row import Row
from recovery.links.making import cart_links
from recovery.reminding.letters import care
from recovery.reminding.things import listed, offered, thing_in_cart
from shop.core import clock
from shop.core.asking import has_had_enough
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, State
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.people import living, person_for
from shop.core.messaging.rendering import (
    Mail,
    NothingToSay,
    mail_from_templates,
    reads_for,
    renders,
)

SENT_CART: Final = "recovery.sent_cart"  # the kind of the message
AGAIN_AFTER: Final = timedelta(minutes=10)  # the same things to the same address


def send_cart(*, cart: Cart, address: str, language: str, time_zone: str = "") -> Message | None:
    """Send what is in ``cart`` to ``address``; return the message.

    One that is on its way tells what there will be when it goes, so that it answers for a second
    press; so does one about the same things that went a moment ago. None where the address has had
    enough for a day, or where nothing may be told: the page says the same.
    """
    now = clock.now()
    rows = offered(rows_of([cart.pk])[cart.pk])
    if not rows:
        return None
    content = _content(rows)
    with transaction.atomic():
        person = living(person_for(address))  # locked: two presses at once take turns
        about = f"cart:{cart.pk}:{person.pk}:"
        same = Message.objects.filter(person=person, kind=SENT_CART, about__startswith=about)
        for message in same.filter(created_at__gt=now - timedelta(days=1)):
            is_fresh = message.created_at > now - AGAIN_AFTER
            if message.state == State.DUE or (is_fresh and message.facts.get("content") == content):
                return message
        if has_had_enough(person, at=now):
            return None
        return enqueue(
            kind=SENT_CART,
            about=f"{about}{content}:{int(now.timestamp() // AGAIN_AFTER.total_seconds())}",
            message_class=MessageClass.ASKED_FOR,
            recipient=address,
            language=language,
            facts={"cart": cart.pk, "content": content},
            time_zone=time_zone,
            expires_at=now + timedelta(days=1),  # an outage later it is of no use
        )


@reads_for(SENT_CART)
def sent_carts(messages: Sequence[Message]) -> dict[int, tuple[Sequence[Row], str]]:
    """Read carts as they lie there now (pitfall R14), without what is nobody else's business (R13)."""
    about = {message.pk: message.facts.get("cart", 0) for message in messages}
    carts = Cart.objects.filter(pk__in=about.values(), state=CartState.OPEN)
    keys = list(carts.order_by("pk").values_list("pk", flat=True))
    rows = {pk: offered(found) for pk, found in rows_of(keys).items()}
    links = iter(cart_links([about[pk] for pk in about if rows.get(about[pk])]))
    return {pk: (rows[key], next(links)) for pk, key in about.items() if rows.get(key)}


@renders(SENT_CART)
def sent_cart(message: Message, letter: tuple[Sequence[Row], str]) -> Mail:
    rows, url = letter
    if not rows:
        raise NothingToSay
    things = [thing_in_cart(row) for row in rows]
    context = {**listed(things), "resume_url": url, **care()}
    return mail_from_templates("recovery/sent_cart", context)


def may_be_sent(rows: Sequence[Row]) -> bool:
    """Tell whether a mail about these lines would have anything to say."""
    return bool(offered(rows))


def _content(rows: Sequence[Row]) -> str:
    """Return what tells two contents of a cart apart."""
    lines = sorted((row.variant_id, row.quantity) for row in rows)
    return hashlib.sha256(repr(lines).encode()).hexdigest()[:16]
