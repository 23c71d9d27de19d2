"""The verbs of consent and suppression, and what somebody may be written."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from shop.core.messaging import outbox
from shop.core.messaging.classes import POLICIES
from shop.core.messaging.grounds import Ground, Policy
from shop.core.messaging.models import (
    Consent,
    Message,
    Person,
    Purpose,
    State,
    Suppression,
    SuppressionReason,
)
from shop.core.messaging.people import living
from shop.core.messaging.reasons import Reason

Customers = Callable[[Collection[int]], set[int]]
_customers: list[Customers] = []


@dataclass(frozen=True, slots=True)
class Preferences:
    """Whether somebody is reminded of what they left, and if not, why."""

    has_agreed: bool = False
    has_agreed_to_sms: bool = False
    is_customer: bool = False  # who was told of reminders, and has said neither yes nor no
    suppressed_by: frozenset[str] = frozenset()

    @property
    def may_be_reminded(self) -> bool:
        has_a_right = self.has_agreed or self.has_agreed_to_sms or self.is_customer
        return has_a_right and not self.suppressed_by

    @property
    def is_stopped(self) -> bool:
        return SuppressionReason.STOPPED in self.suppressed_by

    @property
    def has_bounced(self) -> bool:
        return SuppressionReason.BOUNCED in self.suppressed_by

    @property
    def has_complained(self) -> bool:
        return SuppressionReason.COMPLAINED in self.suppressed_by


def record_consent(
    *,
    person: Person,
    purpose: Purpose,
    is_given: bool,
    text_version: str,
    language: str,
    source: str,
) -> Consent:
    """Write down a yes or a no. Nothing is overwritten: the newest row counts (P1)."""
    with transaction.atomic():
        return Consent.objects.create(
            person=living(person),
            purpose=purpose,
            is_given=is_given,
            text_version=text_version,
            language=language,
            source=source,
        )


def has_consented(person_id: int, purpose: Purpose) -> bool:
    """Return whether the newest consent for ``purpose`` is a yes; none at all is a no."""
    return bool(have_consented([person_id], purpose))


def have_consented(people: Collection[int], purpose: Purpose) -> set[int]:
    """Return those of ``people`` whose newest consent for ``purpose`` is a yes."""
    return {person for person, is_given in _newest(people, purpose).items() if is_given}


def _newest(people: Collection[int], purpose: Purpose) -> dict[int, bool]:
    """Return what each of ``people`` said last; whoever said nothing is missing."""
    given = Consent.objects.filter(person__pk__among=people, purpose=purpose)
    return dict(given.order_by("recorded_at", "pk").values_list("person_id", "is_given"))


def knows_customers(ask: Customers) -> Customers:
    """Register ``ask(people)``, by which an app above says which of these keys are customers who were
    told of reminders and could refuse them: one query for all.
    """
    _customers.append(ask)
    return ask


def grounds_for(people: Collection[int]) -> dict[int, Ground]:
    """Return by what right each of ``people`` may be reminded (P1); whoever may not is missing.

    A *no* outweighs whatever was ordered. Suppression is another rule.
    """
    return _grounds(people, _newest(people, Purpose.REMINDERS))


def _grounds(people: Collection[int], said: Mapping[int, bool]) -> dict[int, Ground]:
    silent = [person for person in people if person not in said]
    grounds = dict.fromkeys((person for person, is_yes in said.items() if is_yes), Ground.OPT_IN)
    if silent and settings.REMINDER_CONSENT == Policy.STRICT:
        for ask in _customers:
            grounds |= dict.fromkeys(ask(silent), Ground.CUSTOMER)
    return grounds


def agreed_to_sms(people: Collection[int]) -> dict[int, Ground]:
    """Return those of ``people`` who may be reminded by SMS: they said so, and have not refused since.

    Whoever refuses reminders after that means all of them.
    """
    return _agreed_to_sms(_said(people))


Said = tuple[int, str, bool]  # by whom, about what, and whether it is a yes


def _said(people: Collection[int]) -> list[Said]:
    """Return all that ``people`` said about reminders of either kind, the newest last."""
    purposes = (Purpose.REMINDERS, Purpose.SMS)
    rows = Consent.objects.filter(person__pk__among=people, purpose__in=purposes)
    columns = ("person_id", "purpose", "is_given")
    return list(rows.order_by("recorded_at", "pk").values_list(*columns))


def _agreed_to_sms(said: Iterable[Said]) -> dict[int, Ground]:
    newest = {
        person: is_given
        for person, purpose, is_given in said
        if purpose == Purpose.SMS or not is_given
    }
    return dict.fromkeys((person for person, is_yes in newest.items() if is_yes), Ground.OPT_IN)


def suppress(*, person: Person, reason: SuppressionReason, source: str) -> Suppression:
    """Leave ``person`` alone from now on: every cart, every channel, every spelling (R12, R18).

    What is due and may not go any more is withdrawn in the same transaction. Saying it twice keeps
    the first date.
    """
    classes = [name for name, policy in POLICIES.items() if reason in policy.suppressed_by]
    with transaction.atomic():
        merged_into = Person.objects.filter(pk=person.pk).values_list("merged_into", flat=True)
        whose = [person.pk, *filter(None, merged_into)]
        due = Message.objects.filter(person__in=whose, message_class__in=classes, state=State.DUE)
        for message in due.order_by("pk"):  # before the person, as a sender locks them
            outbox.withdraw(message, reason=Reason.SUPPRESSED)
        suppression, _ = Suppression.objects.get_or_create(
            person=living(person), reason=reason, defaults={"source": source}
        )
    return suppression


def write_again(*, person: Person, text_version: str, language: str, source: str) -> Consent:
    """Remind ``person`` again, who asks for it: what they had stopped, they may take back.

    That an address does not exist, or a complaint, is not for a link to undo: it stays.
    """
    with transaction.atomic():
        person = living(person)
        Suppression.objects.filter(person=person, reason=SuppressionReason.STOPPED).delete()
        return record_consent(
            person=person,
            purpose=Purpose.REMINDERS,
            is_given=True,
            text_version=text_version,
            language=language,
            source=source,
        )


def preferences_of(people: Collection[Person]) -> dict[int, Preferences]:
    """Return the preferences of ``people`` by their keys: three queries, however many they are."""
    said = _said([person.pk for person in people])
    about_reminders = {
        person: is_given for person, purpose, is_given in said if purpose == Purpose.REMINDERS
    }
    grounds = _grounds([person.pk for person in people], about_reminders)
    by_sms = _agreed_to_sms(said)
    suppressions = Suppression.objects.filter(person__in=people)
    reasons: dict[int, set[str]] = {}
    for person_id, reason in suppressions.values_list("person_id", "reason"):
        reasons.setdefault(person_id, set()).add(reason)
    return {
        person.pk: Preferences(
            has_agreed=grounds.get(person.pk) == Ground.OPT_IN,
            has_agreed_to_sms=person.pk in by_sms,
            is_customer=grounds.get(person.pk) == Ground.CUSTOMER,
            suppressed_by=frozenset(reasons.get(person.pk, ())),
        )
        for person in people
    }
