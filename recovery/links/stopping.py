"""Somebody asks to be left alone, or to be forgotten: by a link, without an account (R12, R18)."""

from django.db import transaction
from django.db.models import Q

from cart.changing import Closed, InUse, empty
from cart.models import Cart, CartState
from checkout.models.states import UNPLACED
from shop.core.messaging import outbox
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person, State, Suppression, SuppressionReason
from shop.core.messaging.permissions import suppress
from shop.core.messaging.reasons import Reason


def stop(person: Person) -> None:
    """Leave ``person`` alone from now on: every cart, every channel. Safe to repeat."""
    due = Message.objects.filter(
        person=person, message_class=MessageClass.REMINDER, state=State.DUE
    )
    with transaction.atomic():
        for message in due.order_by("pk"):
            outbox.withdraw(message, reason=Reason.SUPPRESSED)
        suppress(person=person, reason=SuppressionReason.STOPPED, source="link")


def is_stopped(person: Person) -> bool:
    """Tell whether ``person`` has asked to be left alone."""
    stopped = Suppression.objects.filter(person=person, reason=SuppressionReason.STOPPED)
    return stopped.exists()


def erase_unfinished(person: Person) -> bool:
    """Erase every cart and started order of ``person``; False when one is being paid right now.

    What was ordered stays: the law wants it kept. So does, as a hash, that they asked to be left
    alone.
    """
    is_theirs = Q(order__person=person, order__state__in=UNPLACED) | Q(episodes__person=person)
    carts = Cart.objects.filter(is_theirs, state=CartState.OPEN).distinct()
    erased = [_erased(cart) for cart in carts.order_by("pk")]
    outbox.erase(Message.objects.filter(person=person, kind__startswith="recovery."))
    return all(erased)


def _erased(cart: Cart) -> bool:
    try:
        empty(cart=cart)
    except Closed:
        return True  # ordered or erased in this very moment
    except InUse:
        return False
    return True
