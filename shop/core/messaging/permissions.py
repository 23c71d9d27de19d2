"""The verbs of consent and suppression."""

from collections.abc import Collection

from django.db import transaction

from shop.core.messaging.models import Consent, Person, Purpose, Suppression, SuppressionReason
from shop.core.messaging.people import living


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
    given = Consent.objects.filter(person__in=people, purpose=purpose)
    oldest_first = given.order_by("recorded_at", "pk").values_list("person_id", "is_given")
    return {person for person, is_given in dict(oldest_first).items() if is_given}


def suppress(*, person: Person, reason: SuppressionReason, source: str) -> Suppression:
    """Leave ``person`` alone from now on. Saying it twice keeps the first date."""
    with transaction.atomic():
        suppression, _ = Suppression.objects.get_or_create(
            person=living(person), reason=reason, defaults={"source": source}
        )
    return suppression
