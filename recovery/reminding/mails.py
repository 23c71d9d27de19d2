"""The mails of recovery, written as they are sent: from somebody, about what lies there now (R4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from cart.models import Place
from cart.reading import rows_of
from cart.row import Row
from checkout.models import Payment
from checkout.payments.explaining import explain
from recovery.episodes.standing import Standing, standing_of
from recovery.links.making import links_to_all, make_links
from recovery.models import Episode, LinkPurpose
from recovery.reminding.planning import OWN_LINK, PAYMENT_FAILED, REMINDER
from recovery.reminding.subjects import episodes_of
from recovery.reminding.words import opening, question
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import (
    Mail,
    NothingToSay,
    mail_from_templates,
    reads_for,
    renders,
)

MOST_PICTURES = 6  # more makes a mail that nobody scrolls through


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reminder is about: what can be bought of the cart, and the links that belong to it."""

    episode: Episode
    rows: Sequence[Row]
    links: Sequence[str]  # resume, stop, why


@reads_for(REMINDER)
def letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Read carts as they lie there now (pitfall R14), without what is nobody else's business (R13)."""
    episodes = episodes_of(messages)
    rows = rows_of({each.cart_id for each in episodes.values() if each.cart_id})
    links = links_to_all(episodes.values(), LinkPurpose.RESUME, LinkPurpose.STOP, LinkPurpose.WHY)
    return {
        pk: Letter(episode, _offered(rows.get(episode.cart_id or 0, [])), links[episode.pk])
        for pk, episode in episodes.items()
    }


def _offered(rows: Sequence[Row]) -> list[Row]:
    return [
        row for row in rows if row.place == Place.IN_CART and row.counts and not row.is_sensitive
    ]


@renders(REMINDER)
def reminder(message: Message, letter: Letter) -> Mail:
    """Offer help with what was left."""
    if not letter.rows:
        raise NothingToSay
    resume, stop, why = letter.links
    context = {
        **_cart(letter.rows),
        "opening": opening(letter.episode),
        "resume_url": resume,
        "stop_url": stop,
        "why_url": why,
        **question(letter.episode, why),
    }
    return stoppable(mail_from_templates("recovery/reminder", {**context, **care()}), stop)


@renders(PAYMENT_FAILED)
def payment_failed(message: Message) -> Mail:
    """Say what failed, that nothing was charged, and how to go on: facts, nothing else (R8)."""
    episode, standing = _what_it_is_about(message)
    payment = Payment.objects.filter(pk=message.facts.get("payment")).first()
    if payment is None:
        raise NothingToSay
    resume, why = make_links(episode, LinkPurpose.RESUME, LinkPurpose.WHY)
    context = {
        "order": standing.order,
        "payment": payment,
        "failure": explain(payment.error),
        "resume_url": resume,
        "why_url": why,
        **care(),
    }
    mail = mail_from_templates("recovery/payment_failed", context)
    return Mail(mail.subject, mail.text, mail.html, sender=settings.CARE_EMAIL)


@renders(OWN_LINK)
def own_link(message: Message) -> Mail:
    """Prove that whoever reads the mailbox is who began the order: a link that shows all of it."""
    episode, _standing = _what_it_is_about(message)
    (url,) = make_links(episode, LinkPurpose.OWN)
    mail = mail_from_templates("recovery/own_link", {"url": url, **care()})
    return Mail(mail.subject, mail.text, mail.html, sender=settings.CARE_EMAIL)


def stoppable(mail: Mail, stop: str) -> Mail:
    """Return ``mail`` as a reminder goes: answers come to customer care, a button of the mail program stops it."""
    headers = {
        # RFC 8058: one POST without a cookie.
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sender = settings.REMINDER_FROM_EMAIL
    if sender != settings.CARE_EMAIL:
        headers["Reply-To"] = settings.CARE_EMAIL
    return Mail(mail.subject, mail.text, mail.html, sender=sender, headers=headers)


def _what_it_is_about(message: Message) -> tuple[Episode, Standing]:
    episode = Episode.objects.filter(pk=message.facts.get("episode")).first()
    standing = standing_of(episode) if episode else None
    if episode is None or standing is None:
        raise NothingToSay
    return episode, standing


def _cart(rows: Sequence[Row]) -> dict[str, object]:
    """Return what a mail shows of it, with pictures by absolute addresses of the shop's own."""
    shown = [
        {
            "name": row.full_name,
            "quantity": row.quantity,
            "amount": row.gross,
            "picture": urljoin(settings.BASE_URL, row.image.url) if row.image else "",
        }
        for row in rows[:MOST_PICTURES]
    ]
    return {"rows": shown, "more": len(rows) - len(shown)}


def care() -> dict[str, str]:
    """Return who writes: the name before the address."""
    return {"care_name": settings.CARE_EMAIL.partition("<")[0].strip().strip('"')}
