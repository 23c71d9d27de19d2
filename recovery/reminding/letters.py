"""What a reminder is made of, and how it becomes a mail: words, things, the links around them (R4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from recovery.reminding.question import Question
from recovery.reminding.things import Thing, for_template, listed
from recovery.wording.words import Words
from shop.core.messaging.rendering import Mail, mail_from_templates


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder before it is a mail. ``back`` is where its button leads."""

    words: Words
    things: Sequence[Thing]
    back: str
    stop: str
    why: str
    question: Question
    also: Sequence[Thing] = ()  # what goes well with them


def about_cart(letter: Letter) -> Mail:
    """Write the mail about a cart that was left."""
    return _written("recovery/reminder", letter)


def about_product(letter: Letter) -> Mail:
    """Write the mail about a product that was looked at: the first of the letter's things."""
    return _written("recovery/product_reminder", letter)


def _written(folder: str, letter: Letter) -> Mail:
    """Return the mail as a reminder goes: answers reach customer care, the mail program's button stops it."""
    values = _values(letter)
    context = {
        "words": letter.words.filled(values).as_dict(),
        "back_url": letter.back,
        "stop_url": letter.stop,
        "why_url": letter.why,
        "answer_url": letter.question.url,
        "answers": letter.question.answers,
        "also": for_template(letter.also),
        **listed(letter.things),
        "care_name": values["care_name"],
    }
    mail = mail_from_templates(folder, context)
    headers = {
        # RFC 8058: one POST without a cookie.
        "List-Unsubscribe": f"<{letter.stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sender = settings.REMINDER_FROM_EMAIL
    if sender != settings.CARE_EMAIL:
        headers["Reply-To"] = settings.CARE_EMAIL
    return Mail(mail.subject, mail.text, mail.html, sender=sender, headers=headers)


def _values(letter: Letter) -> Mapping[str, str]:
    """Return what stands for the names of ``recovery.wording.words.PLACEHOLDERS``."""
    return {
        "shop_name": settings.SHOP_NAME,
        "product": letter.things[0].name if letter.things else "",
        "count": str(len(letter.things)),
        **care(),
    }


def care() -> dict[str, str]:
    """Return who writes: the name before the address."""
    return {"care_name": settings.CARE_EMAIL.partition("<")[0].strip().strip('"')}
