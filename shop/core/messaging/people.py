"""Who is who: from an e-mail address, as typed, or a phone number to a Person and back to nothing.

The address itself is kept nowhere here. Its keyed hash (HMAC-SHA-256, RFC 2104) can be compared
but not reversed by trying addresses, as long as the key stays secret. Keys have versions: new
addresses are hashed with the newest, and old ones are re-hashed when they are met again.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.conf import settings
from django.db import IntegrityError, transaction

from shop.core.messaging.models import (
    Consent,
    Feedback,
    Identifier,
    Message,
    Person,
    State,
    Suppression,
)
from shop.core.messaging.sms.numbers import is_e164

_IGNORES_DOTS = {"gmail.com", "googlemail.com"}

Mover = Callable[[Person, Person], None]
_movers: list[Mover] = []


def normalised_email(address: str) -> str:
    """Return the form in which two spellings of one mailbox are equal.

    Letter case, surrounding spaces and Unicode forms do not count, nor do the dots and the
    ``+tag`` that Gmail ignores. Never used to send: only to recognise.
    """
    text = unicodedata.normalize("NFKC", address).strip().casefold()
    local, _, domain = text.rpartition("@")
    with suppress(UnicodeError):  # not a host name: then compared as it was typed
        domain = domain.encode("idna").decode("ascii")
    if domain in _IGNORES_DOTS:
        domain = "gmail.com"
        local = local.partition("+")[0].replace(".", "")
    return f"{local}@{domain}"


def normalised(address: str) -> str:
    """Return the form in which two spellings of a mailbox are equal, or a number in E.164.

    A number has no ``@``, which every mailbox has here: the one is never taken for the other.
    """
    return f"tel:{address}" if is_e164(address) else normalised_email(address)


def find_person(address: str) -> Person | None:
    """Return the person with this e-mail address or number, if one is known."""
    return find_people([address]).get(address)


def find_people(addresses: Iterable[str]) -> dict[str, Person]:
    """Return the people that are known by these addresses: one query, whatever their number."""
    digests = {address: digests_of(address) for address in addresses}
    wanted = [each for versions in digests.values() for each in versions.values()]
    rows = Identifier.objects.filter(digest__among=wanted).select_related("person")
    by_digest = {row.digest: row.person for row in rows}
    return {
        address: by_digest[digest]
        for address, versions in digests.items()
        for digest in versions.values()
        if digest in by_digest
    }


def hashes_of(address: str) -> set[str]:
    """Return by which identifiers its person may be known, one for each key."""
    return set(digests_of(address).values())


def person_for(address: str) -> Person:
    """Return the person with this e-mail address or number, made at the first meeting. Safe in parallel."""
    digests = digests_of(address)
    newest = max(digests)
    known = Identifier.objects.select_related("person").filter(digest__in=digests.values())
    persons = {identifier.digest: identifier.person for identifier in known}
    if digests[newest] in persons:
        return persons[digests[newest]]
    try:
        with transaction.atomic():
            person = next(iter(persons.values()), None) or Person.objects.create()
            Identifier.objects.create(person=person, digest=digests[newest], key_version=newest)
    except IntegrityError:  # another process met the same person at the same moment
        return Identifier.objects.select_related("person").get(digest=digests[newest]).person
    return person


def living(person: Person) -> Person:
    """Return the person that ``person`` was merged into, if so, locked until the commit.

    Every verb that writes something down about a person asks this first: whoever holds a Person
    may hold one that another process has merged away in the meantime.
    """
    while True:
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.merged_into_id is None:
            return locked
        person = Person(pk=locked.merged_into_id)


def living_all(pks: Iterable[int]) -> dict[int, int]:
    """Return the keys that ``living`` would, by those that were asked for: one query for all."""
    found = lock(*set(pks))
    return {pk: pk if into is None else living(Person(pk=into)).pk for pk, into in found.items()}


def lock(*pks: int) -> dict[int, int | None]:
    """Lock people until the commit, in the one order that all keep; return into whom each was merged."""
    rows = Person.objects.select_for_update().filter(pk__among=set(pks))
    return dict(rows.order_by("pk").values_list("pk", "merged_into_id"))


def merge(*, kept: Person, merged: Person) -> Person:
    """Make ``merged`` and ``kept`` one person, and return them: what held for either holds for both.

    Whichever asked to be left alone, both are. Apps above register their own rows with
    ``moves_on_merge``; all of it is one transaction.
    """
    with transaction.atomic():
        _lock(kept, merged)
        kept, merged = living(kept), living(merged)
        if kept.pk == merged.pk:
            return kept
        Identifier.objects.filter(person=merged).update(person=kept)
        Consent.objects.filter(person=merged).update(person=kept)
        already = Suppression.objects.filter(person=kept).values("reason")
        Suppression.objects.filter(person=merged).exclude(reason__in=already).update(person=kept)
        Message.objects.filter(person=merged).update(person=kept)
        Feedback.objects.filter(person=merged).update(person=kept)
        Person.objects.filter(merged_into=merged).update(merged_into=kept)
        for move in _movers:
            move(kept, merged)
        Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    return kept


def _lock(*people: Person) -> None:
    """Lock what a merge changes in the order in which a sender does: messages first, then people."""
    rows = Message.objects.filter(person__in=people, state=State.DUE).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    lock(*(person.pk for person in people))


def moves_on_merge(move: Mover) -> Mover:
    """Register ``move(kept, merged)``, called inside the transaction of every merge."""
    _movers.append(move)
    return move


def digests_of(address: str) -> dict[int, str]:
    text = normalised(address).encode()
    return {
        version: hmac.new(key, text, hashlib.sha256).hexdigest()
        for version, key in settings.PERSON_HASH_KEYS.items()
    }
