"""What messages keep about people, for how long, and how it is forgotten, erased and told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.core.messaging import outbox
from shop.core.messaging.grounds import Policy
from shop.core.messaging.models import (
    Consent,
    Feedback,
    Message,
    MessageEvent,
    Person,
    Purpose,
    Suppression,
)
from shop.core.messaging.models.message import NAMES_SOMEBODY, OVER
from shop.core.messaging.permissions import has_consented, record_consent
from shop.core.privacy.erasing import Outcome, erases_person
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.periods import days, logged_since, months, unfinished_since
from shop.core.privacy.processing import Basis, Processing, Recipient, oldest, register
from shop.core.privacy.subject import Subject

_BUYERS = _("shoppers who gave an address, account holders")


def to_forget(at: datetime) -> QuerySet[Message]:
    """Return the messages whose recipient is past its time, the oldest first (``message_to_forget``)."""
    old = Message.objects.filter(NAMES_SOMEBODY, state__in=OVER, due_at__lt=unfinished_since(at))
    return old.order_by("due_at")


def forget_recipients(*, at: datetime, limit: int) -> int:
    """Forget to whom old messages went and what they told: one statement a batch.

    The rows stay, with the keyed hash: they count for the most that a person is ever sent.
    """
    pks = list(to_forget(at).values_list("pk", flat=True)[:limit])
    return Message.objects.filter(NAMES_SOMEBODY, pk__in=pks, state__in=OVER).update(
        recipient="", facts={}
    )


def forget_steps(*, at: datetime, limit: int) -> int:
    return oldest(MessageEvent, "at", before=logged_since(at), limit=limit)


def forget_feedback(*, at: datetime, limit: int) -> int:
    return oldest(Feedback, "told_at", before=logged_since(at), limit=limit)


register(
    Processing(
        key="messaging.people",
        name=_("People, as keyed hashes"),
        models=("messaging.Person", "messaging.Identifier"),
        people=_BUYERS,
        data=_("keyed hashes of their addresses and phone numbers; no name, no address, no number"),
        why=_("to recognise who asked to be left alone, on whatever way they come back"),
        basis=Basis.INTEREST,
        period=lambda: _("for good; without the key it names nobody"),
        survives=_("A keyed hash, so that “leave me alone” holds on."),
    )
)
register(
    Processing(
        key="messaging.consents",
        name=_("Consent, and who is left alone"),
        models=("messaging.Consent", "messaging.Suppression"),
        people=_BUYERS,
        data=_(
            "yes or no, which text they saw, when, where; or that they are not written to, and why"
        ),
        why=_("to prove a consent, and to keep to a refusal"),
        basis=Basis.LAW,
        period=lambda: _("for good, with the keyed hash alone"),
        survives=_("Proof of what was agreed to or refused, with a keyed hash: it names nobody."),
    )
)
register(
    Processing(
        key="messaging.feedback",
        name=_("What mail providers tell"),
        models=("messaging.Feedback",),
        people=_BUYERS,
        data=_("that a mail bounced, was complained of or unsubscribed from, with a keyed hash"),
        why=_("to leave alone who cannot be reached or does not want it"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_feedback,
        survives=_("A keyed hash and a code, until their time is over."),
    )
)
register(
    Processing(
        key="messaging.pauses",
        name=_("Pauses of reminders"),
        models=("messaging.Pause",),
        people=_("staff"),
        data=_("numbers, and who let reminders go out again"),
        why=_("to answer for a decision that concerns many"),
        basis=Basis.INTEREST,
        period=lambda: _("for good; who it was goes with the account"),
        survives=_("Numbers and dates."),
    )
)
register(
    Processing(
        key="messaging.messages",
        name=_("Messages"),
        models=("messaging.Message",),
        people=_BUYERS,
        data=_(
            "address or phone number, what the message was about, language, when it was sent; never its words"
        ),
        why=_("to tell of orders, to help where something was left, to answer"),
        basis=Basis.CONTRACT,
        period=lambda: (
            _(
                "the address and what it told: %(days)s after it was sent or given up; "
                "that there was one: for good, with the keyed hash"
            )
            % {"days": days()}
        ),
        forget=forget_recipients,
        policy=lambda: Policy(settings.REMINDER_CONSENT).label,
        recipients=(Recipient.MAIL, Recipient.SMS),
        survives=_(
            "That there was a message, with a keyed hash: so that nobody is written to often."
        ),
    )
)
register(
    Processing(
        key="messaging.steps",
        name=_("Steps of messages"),
        models=("messaging.MessageEvent",),
        people=_BUYERS,
        data=_("when a message was sent, put off or refused, and why, in codes"),
        why=_("to explain why somebody was written to, and to find faults"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_steps,
        survives=_("Codes and dates, until their time is over."),
    )
)


@erases_person("messaging.messages")
def erase_messages(subject: Subject) -> Outcome:
    """Take back what is due, and forget to whom the rest went."""
    theirs = Message.objects.filter(person__in=subject.persons)
    count = theirs.exclude(recipient="").count()
    outbox.erase(theirs)
    return Outcome(erased=count)


@erases_person("messaging.consents")
def end_consents(subject: Subject) -> Outcome:
    """Add a no to every yes: who is erased is not reminded of the next cart, unless they ask anew."""
    for person in Person.objects.filter(pk__in=subject.persons, merged_into=None):
        for purpose in Purpose:
            if has_consented(person.pk, purpose):
                _withdraw(person, purpose)
    rows = (model.objects.filter(person__in=subject.persons) for model in (Consent, Suppression))
    return Outcome(kept=sum(each.count() for each in rows))


def _withdraw(person: Person, purpose: Purpose) -> None:
    given = Consent.objects.filter(person=person, purpose=purpose).order_by("-recorded_at", "-pk")
    last = given[0]
    record_consent(
        person=person,
        purpose=purpose,
        is_given=False,
        text_version=last.text_version,
        language=last.language,
        source="erasure",
    )


@exports_person("messaging.messages")
def messages_of(subject: Subject) -> Rows:
    for message in Message.objects.filter(person__in=subject.persons).order_by("pk"):
        yield {
            "kind": message.kind,
            "about": message.about,
            "recipient": message.recipient,
            "language": message.language,
            "state": message.get_state_display(),
            "why": message.reason_in_words,
            "created_at": message.created_at,
            "sent_at": message.sent_at,
        }


@exports_person("messaging.consents")
def consents_of(subject: Subject) -> Iterator[dict[str, Any]]:
    for consent in Consent.objects.filter(person__in=subject.persons).order_by("pk"):
        yield {
            "purpose": consent.get_purpose_display(),
            "given": consent.is_given,
            "text_version": consent.text_version,
            "language": consent.language,
            "source": consent.source,
            "recorded_at": consent.recorded_at,
        }
    for suppression in Suppression.objects.filter(person__in=subject.persons).order_by("pk"):
        yield {
            "left_alone_because": suppression.get_reason_display(),
            "source": suppression.source,
            "since": suppression.created_at,
        }
