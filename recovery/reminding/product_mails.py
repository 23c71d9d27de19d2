"""The mail about a product that was looked at again and again: help, and its page (R4, R7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from catalog.pages.queries import Card
from recovery.episodes.looks import looks
from recovery.links.making import links_to_all
from recovery.models import Episode, LinkPurpose
from recovery.reminding.mails import care, stoppable
from recovery.reminding.planning import PRODUCT_REMINDER
from recovery.reminding.subjects import episodes_of
from recovery.reminding.words import opening, question
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, mail_from_templates, reads_for, renders


@dataclass(frozen=True, slots=True)
class ProductLetter:
    """What such a mail is about, as it stands now, and the links that belong to it."""

    episode: Episode
    card: Card
    links: Sequence[str]  # stop, why


@reads_for(PRODUCT_REMINDER)
def product_letters(messages: Sequence[Message]) -> dict[int, ProductLetter]:
    """Read what is still remembered and for sale; of all else there is nothing to say."""
    episodes = episodes_of(messages)
    known = looks({each.view_id for each in episodes.values() if each.view_id})
    links = links_to_all(episodes.values(), LinkPurpose.STOP, LinkPurpose.WHY)
    return {
        pk: ProductLetter(episode, look.card, links[episode.pk])
        for pk, episode in episodes.items()
        if (look := known.get(episode.view_id or 0)) and look.card and not look.is_sensitive
    }


@renders(PRODUCT_REMINDER)
def product_reminder(message: Message, letter: ProductLetter) -> Mail:
    """Offer help to choose. The way back is the product's own page: there is nothing to open."""
    card, (stop, why) = letter.card, letter.links
    context = {
        "name": card.name,
        "picture": urljoin(settings.BASE_URL, card.image.url) if card.image else "",
        "product_url": settings.BASE_URL + card.url,
        "opening": opening(letter.episode),
        "stop_url": stop,
        "why_url": why,
        **question(letter.episode, why),
    }
    mail = mail_from_templates("recovery/product_reminder", {**context, **care()})
    return stoppable(mail, stop)
