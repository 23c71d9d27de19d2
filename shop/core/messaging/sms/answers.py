"""What somebody answers to an SMS: STOP, however they write it, and nothing else is kept.

What else is answered stays with the service, which shows it to the shop's staff: to keep it here would
be to keep words and a number that nobody asked for.
"""

import re
import unicodedata

import structlog
from django.conf import settings

from shop.core.messaging.models import Channel, Message, Person, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.messaging.sms.numbers import e164

log = structlog.get_logger(__name__)

# The first word, whatever follows it. STOP is the word in France; the others are what people and
# services write elsewhere. Those that begin other sentences count only alone.
_STOP = frozenset({"stop", "stopp", "stopall", "arret", "arrete", "arretez", "unsubscribe"})
_STOP_ALONE = frozenset({"end", "quit", "cancel", "fin"})
# Of a number and its words, as services name them, whatever the case: From and Body (Twilio,
# www.twilio.com/docs/messaging/guides/webhook-request), msisdn and text (Vonage,
# developer.vonage.com/messaging/sms/guides/inbound-sms), from and body (Sinch), From and Text (Plivo),
# originator and payload (MessageBird), sender and message (OVH), originationNumber and messageBody (AWS).
_NUMBER = ("from", "msisdn", "originator", "sender", "originationnumber")
_WORDS = ("body", "text", "message", "payload", "messagebody")


def hear(told: dict[str, object]) -> bool:
    """Do what an answer asks for; return whether it was a STOP of a number. Safe to be told again."""
    by_name = {name.lower(): value for name, value in told.items() if isinstance(value, str)}
    number = number_of(_first(by_name, _NUMBER))
    if not number or not is_stop(_first(by_name, _WORDS)):
        log.info("sms_answer_not_kept", has_number=bool(number))
        return False
    for person in (person_for(number), *_written_to(number)):
        suppress(person=person, reason=SuppressionReason.STOPPED, source="sms")
    return True


def is_stop(words: str) -> bool:
    """Tell whether ``words`` ask to be left alone: case, accents and punctuation do not count."""
    letters = unicodedata.normalize("NFKD", words).casefold()
    found = re.findall(
        r"[a-z]+", "".join(each for each in letters if not unicodedata.combining(each))
    )
    return bool(found) and (found[0] in _STOP or (len(found) == 1 and found[0] in _STOP_ALONE))


def number_of(text: str) -> str:
    """Return in E.164 what a service calls a number: with a plus, with 00, with neither, or as at home."""
    text = text.strip()
    if text.startswith("+"):
        return e164(text)
    if text.startswith("00"):
        return e164(f"+{text[2:]}")
    return e164(f"+{text}") or e164(text, settings.COUNTRY)


def _written_to(number: str) -> list[Person]:
    """Return who was or will be written to at ``number``: they, too, get no more (R18)."""
    texts = Message.objects.filter(channel=Channel.SMS, recipient=number)  # ``message_to_number``
    return list(Person.objects.filter(pk__in=texts.order_by().values("person")))


def _first(by_name: dict[str, str], names: tuple[str, ...]) -> str:
    return next((by_name[name] for name in names if by_name.get(name)), "")
