"""The mails of recovery, written as they are sent: from somebody, about what lies there now (R4)."""

from urllib.parse import urljoin

from django.conf import settings

from checkout.models import Payment
from checkout.payments.explaining import explain
from recovery.episodes.standing import Standing, standing_of
from recovery.links.making import make_links
from recovery.models import Episode, LinkPurpose
from recovery.reminding.planning import OWN_LINK, PAYMENT_FAILED, REMINDER
from recovery.reminding.words import opening
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, NothingToSay, mail_from_templates, renders

MOST_PICTURES = 6  # more makes a mail that nobody scrolls through


@renders(REMINDER)
def reminder(message: Message) -> Mail:
    """Offer help with what was left. Everything in it is true at this moment (pitfall R14)."""
    episode, standing = _what_it_is_about(message)
    resume, stop, why = make_links(episode, LinkPurpose.RESUME, LinkPurpose.STOP, LinkPurpose.WHY)
    context = {
        **_cart(standing),
        "opening": opening(episode),
        "resume_url": resume,
        "stop_url": stop,
        "why_url": why,
    }
    mail = mail_from_templates("recovery/reminder", {**context, **_care()})
    return Mail(
        mail.subject,
        mail.text,
        mail.html,
        sender=settings.CARE_EMAIL,
        headers={
            # RFC 8058: the mail program's own button, one POST without a cookie.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


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
        **_care(),
    }
    mail = mail_from_templates("recovery/payment_failed", context)
    return Mail(mail.subject, mail.text, mail.html, sender=settings.CARE_EMAIL)


@renders(OWN_LINK)
def own_link(message: Message) -> Mail:
    """Prove that whoever reads the mailbox is who began the order: a link that shows all of it."""
    episode, _standing = _what_it_is_about(message)
    (url,) = make_links(episode, LinkPurpose.OWN)
    mail = mail_from_templates("recovery/own_link", {"url": url, **_care()})
    return Mail(mail.subject, mail.text, mail.html, sender=settings.CARE_EMAIL)


def _what_it_is_about(message: Message) -> tuple[Episode, Standing]:
    episode = Episode.objects.filter(pk=message.facts.get("episode")).first()
    standing = standing_of(episode) if episode else None
    if episode is None or standing is None:
        raise NothingToSay
    return episode, standing


def _cart(standing: Standing) -> dict[str, object]:
    """Return what can be bought, with pictures by absolute addresses of the shop's own."""
    rows = standing.read(with_images=True).buyable
    if not rows:
        raise NothingToSay
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


def _care() -> dict[str, str]:
    """Return who writes: the name before the address."""
    return {"care_name": settings.CARE_EMAIL.partition("<")[0].strip().strip('"')}
