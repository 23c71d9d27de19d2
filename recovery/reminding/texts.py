"""The SMS of recovery: one segment, help and the way back, and how to end them (R4, R6, R12).

It stands on a screen that others see: no name of its reader, no product, no amount.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext

from recovery.links.making import make_links
from recovery.models import Depth, Episode, LinkPurpose
from recovery.reminding.letters import care
from recovery.reminding.planning import REMINDER
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import NothingToSay
from shop.core.messaging.sms.segments import first_that_fits, is_gsm, plain
from shop.core.messaging.sms.writing import writes


@writes(REMINDER)
def reminder(message: Message) -> str:
    """Offer help with what was left; that it still lies there the gate has just said."""
    episode = Episode.objects.filter(pk=message.facts.get("episode")).first()
    if episode is None:
        raise NothingToSay
    (link,) = make_links(episode, LinkPurpose.TEXT)
    return composed(link, Depth(episode.depth))


def composed(link: str, depth: Depth) -> str:
    """Return the words in the active language: the most that fit. The link is never shortened."""
    return first_that_fits(map(plain, _wordings(link, depth)))


def _wordings(link: str, depth: Depth) -> Iterator[str]:
    """Yield the longest first. A name that a phone writes in UCS-2 would leave no room for the link."""
    name, shop = (plain(each) for each in (care()["care_name"], settings.SHOP_NAME))
    stop, short = _stop(), gettext("your cart and help:")
    if is_gsm(shop):
        if is_gsm(name):
            yield f"{name} ({shop}): {_opening(depth)} {link} {stop}"
        yield f"{shop}: {_opening(depth)} {link} {stop}"
        yield f"{shop}: {short} {link} {stop}"
        yield f"{shop} {link} STOP"
    yield f"{short.capitalize()} {link} {stop}"
    yield f"{link} STOP"


def _opening(depth: Depth) -> str:
    if depth == Depth.CART:
        return gettext("a question? Here are your cart and help:")
    return gettext("did something fail? Here are your cart and help:")


def _stop() -> str:
    """Return how to end them: by an answer, or by a text to the number that the service keeps for it."""
    if settings.SMS_STOP_TO:
        return gettext("STOP to %(number)s") % {"number": settings.SMS_STOP_TO}
    return gettext("Reply STOP to end")
