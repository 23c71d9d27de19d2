"""Somebody asks to be left alone, or to be forgotten: by a link, without an account (R12, R18)."""

from django.db.models import Q, QuerySet

from cart.changing import Closed, InUse, empty
from cart.models import Cart, CartState
from checkout.models.states import UNPLACED
from recovery.models import Episode, Reminder
from shop.core.messaging import outbox
from shop.core.messaging.models import Channel, Message, Person, Suppression, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress


def stop(person: Person, *, source: str = "link") -> None:
    """Leave ``person`` alone from now on, because they ask for it. Safe to repeat."""
    suppress(person=person, reason=SuppressionReason.STOPPED, source=source)


def stop_texts(episode: Episode) -> None:
    """Leave alone the person of ``episode``, and whoever has the phone that its SMS went to (R18).

    They need not be the same: anybody may type any number. One that is forgotten by now stays open.
    """
    texts = Reminder.objects.filter(episode=episode, channel=Channel.SMS).exclude(
        message__recipient=""
    )
    numbers = set(texts.values_list("message__recipient", flat=True))
    for person in (episode.person, *map(person_for, sorted(numbers))):
        stop(person)


def is_stopped(person: Person) -> bool:
    """Tell whether ``person`` has asked to be left alone."""
    stopped = Suppression.objects.filter(person=person, reason=SuppressionReason.STOPPED)
    return stopped.exists()


def erase_unfinished(person: Person) -> bool:
    """Erase every cart and started order of ``person``; False when one is being paid right now.

    What was ordered stays: the law wants it kept. So does, as a hash, that they asked to be left
    alone.
    """
    erased = [_erased(cart) for cart in _unfinished(person).order_by("pk")]
    outbox.erase(Message.objects.filter(person=person, kind__startswith="recovery."))
    return all(erased)


def has_unfinished(person: Person) -> bool:
    """Tell whether there is anything that ``erase_unfinished`` would erase."""
    return _unfinished(person).exists()


def _unfinished(person: Person) -> QuerySet[Cart]:
    is_theirs = Q(order__person=person, order__state__in=UNPLACED) | Q(episodes__person=person)
    return Cart.objects.filter(is_theirs, state=CartState.OPEN).distinct()


def _erased(cart: Cart) -> bool:
    try:
        empty(cart=cart)
    except Closed:
        return True  # ordered or erased in this very moment
    except InUse:
        return False
    return True
