"""The mails about carts, written as they are sent: from somebody, about what lies there now (R4)."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import override

from cart.reading import rows_of
from cart.row import Row
from catalog.pages.complements import complements_of_each
from catalog.pages.queries import Card
from checkout.models import Payment
from checkout.payments.explaining import explain
from recovery.episodes.standing import Standing, standing_of
from recovery.links.making import links_to_all, make_links
from recovery.models import Depth, Episode, LinkPurpose, Occasion
from recovery.reminding.letters import Letter, about_cart, care
from recovery.reminding.planning import OWN_LINK, PAYMENT_FAILED, REMINDER
from recovery.reminding.question import question
from recovery.reminding.subjects import episodes_of
from recovery.reminding.things import offered, thing_in_cart, thing_of
from recovery.wording.rewriting import rewritten, words_for
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import (
    Mail,
    NothingToSay,
    by_language,
    mail_from_templates,
    reads_for,
    renders,
)

MOST_BESIDE = 3


@reads_for(REMINDER, in_any_language=True)
def letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    """Read carts as they lie there now (pitfall R14), without what is nobody else's business (R13)."""
    episodes = episodes_of(messages)
    links = links_to_all(episodes.values(), LinkPurpose.RESUME, LinkPurpose.STOP, LinkPurpose.WHY)
    found: dict[int, Letter] = {}
    for language, some in by_language(messages).items():
        about = {each.pk: episodes[each.pk] for each in some if each.pk in episodes}
        with override(language):
            found |= _letters(about, links)
    return found


def _letters(
    episodes: Mapping[int, Episode], links: Mapping[int, Sequence[str]]
) -> dict[int, Letter]:
    """Return a letter about each of ``episodes``, in the active language."""
    rows = rows_of({each.cart_id for each in episodes.values() if each.cart_id})
    left = {cart: offered(lines) for cart, lines in rows.items()}
    also = beside(left)
    instead = rewritten()
    found = {}
    for pk, episode in episodes.items():
        resume, stop, why = links[episode.pk]
        cart = episode.cart_id or 0
        found[pk] = Letter(
            words=words_for(Occasion.of(episode), instead),
            things=[thing_in_cart(row) for row in left.get(cart, [])],
            back=resume,
            stop=stop,
            why=why,
            question=question(Depth(episode.depth), why),
            also=[thing_of(card) for card in also.get(cart, [])],
        )
    return found


def beside(carts: Mapping[int, Sequence[Row]]) -> Mapping[int, Sequence[Card]]:
    """Return what goes well with the lines of each cart (S1.7): in stock, and of no sensitive kind."""
    products = {cart: {row.product_id for row in rows} for cart, rows in carts.items()}
    return complements_of_each(products, count=MOST_BESIDE)


@renders(REMINDER)
def reminder(message: Message, letter: Letter) -> Mail:
    """Offer help with what was left."""
    if not letter.things:
        raise NothingToSay
    return about_cart(letter)


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


def _what_it_is_about(message: Message) -> tuple[Episode, Standing]:
    episode = Episode.objects.filter(pk=message.facts.get("episode")).first()
    standing = standing_of(episode) if episode else None
    if episode is None or standing is None:
        raise NothingToSay
    return episode, standing
