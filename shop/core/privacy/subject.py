"""Who asks to be forgotten, or what is kept about them: a person, their accounts, or both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from shop.core.messaging.models import Identifier, Person
from shop.core.messaging.people import find_person, hashes_of


@dataclass(frozen=True)
class Subject:
    """Keys only: rows are read where they are needed. ``person`` is the one that others became."""

    person: int | None
    persons: tuple[int, ...] = ()
    users: tuple[int, ...] = ()

    def owns(self, person: str = "person", user: str = "user") -> Q:
        """Return which rows are theirs, by the columns ``person`` and ``user``; "" for no such column."""
        owner = Q(pk__in=[])
        if person and self.persons:
            owner |= Q(**{f"{person}__in": self.persons})
        if user and self.users:
            owner |= Q(**{f"{user}__in": self.users})
        return owner


def subject_of_person(person: Person) -> Subject:
    """Return ``person``, whom they were merged from, and every account under an address of theirs.

    An account is found by hashing the addresses of all: their person is known by hashes alone. For
    staff, who do this now and then; a hundred thousand accounts take some seconds.
    """
    living = _living(person)
    persons = {living.pk, *Person.objects.filter(merged_into=living).values_list("pk", flat=True)}
    return Subject(living.pk, tuple(sorted(persons)), tuple(_accounts(persons)))


def subject_of_account(user: AbstractBaseUser) -> Subject:
    """Return the account, and the person behind it by the addresses that are proved theirs.

    Who opens an account may type any address (ADR 0005): it gives no power over what its owner did
    without one.
    """
    addresses = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    found = {p.pk: p for a in addresses.order_by("pk") if (p := _found(a.email)) is not None}
    persons = set(found)
    persons |= set(Person.objects.filter(merged_into__in=found).values_list("pk", flat=True))
    return Subject(next(iter(found), None), tuple(sorted(persons)), (user.pk,))


def _found(address: str) -> Person | None:
    person = find_person(address)
    return _living(person) if person else None


def _living(person: Person) -> Person:
    while person.merged_into is not None:
        person = person.merged_into
    return person


def _accounts(persons: Iterable[int]) -> list[int]:
    known = set(Identifier.objects.filter(person__in=persons).values_list("digest", flat=True))
    if not known:
        return []
    return sorted(
        {user for user, address in _addresses() if not known.isdisjoint(hashes_of(address))}
    )


def _addresses() -> Iterator[tuple[int, str]]:
    yield from get_user_model()._default_manager.values_list("pk", "email").iterator()  # noqa: SLF001 - the documented name
    yield from EmailAddress.objects.filter(verified=True).values_list("user_id", "email").iterator()
