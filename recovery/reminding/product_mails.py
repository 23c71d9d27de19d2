"""The mail about a product that was looked at again and again: help, and its page (R4, R7)."""

from collections.abc import Mapping, Sequence

from recovery.episodes.looks import looks
from recovery.links.making import links_to_all
from recovery.models import Depth, LinkPurpose, Occasion
from recovery.reminding.letters import Letter, about_product
from recovery.reminding.planning import PRODUCT_REMINDER
from recovery.reminding.question import question
from recovery.reminding.subjects import episodes_of
from recovery.reminding.things import thing_of
from recovery.wording.rewriting import rewritten, words_for
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, reads_for, renders


@reads_for(PRODUCT_REMINDER)
def product_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    """Read what is still remembered and for sale; of all else there is nothing to say."""
    episodes = episodes_of(messages)
    known = looks({each.view_id for each in episodes.values() if each.view_id})
    links = links_to_all(episodes.values(), LinkPurpose.STOP, LinkPurpose.WHY)
    words = words_for(Occasion.PRODUCT, rewritten())
    found = {}
    for pk, episode in episodes.items():
        look = known.get(episode.view_id or 0)
        if look and look.card and not look.is_sensitive:
            stop, why = links[episode.pk]
            thing = thing_of(look.card)
            found[pk] = Letter(words, [thing], thing.url, stop, why, question(Depth.PRODUCT, why))
    return found


@renders(PRODUCT_REMINDER)
def product_reminder(message: Message, letter: Letter) -> Mail:
    """Offer help to choose. The way back is the product's own page: there is nothing to open."""
    return about_product(letter)
