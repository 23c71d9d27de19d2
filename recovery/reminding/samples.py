"""Reminders whose links open nothing: to try words on, and to look at how reminders are sent."""

from collections.abc import Sequence

from django.conf import settings

from recovery.links.making import dead_links
from recovery.models import Depth, LinkPurpose, Occasion
from recovery.reminding.letters import Letter
from recovery.reminding.planning import PRODUCT_REMINDER, REMINDER
from recovery.reminding.question import question
from recovery.reminding.things import Thing
from recovery.wording.built_in import built_in
from recovery.wording.words import Words
from shop.core.messaging.samples import sample_of

_DEPTHS = {
    Occasion.PAYMENT: Depth.PAYMENT,
    Occasion.CART: Depth.CART,
    Occasion.PRODUCT: Depth.PRODUCT,
}
_NOTHING = Thing("—", amount=1000, url=f"{settings.BASE_URL}/")


def sample(
    occasion: Occasion, words: Words, things: Sequence[Thing], also: Sequence[Thing] = ()
) -> Letter:
    """Return the letter that ``words`` make about ``things``, in the active language."""
    resume, stop, why = dead_links(LinkPurpose.RESUME, LinkPurpose.STOP, LinkPurpose.WHY)
    is_product = occasion is Occasion.PRODUCT
    return Letter(
        words=words,
        things=things,
        back=(things[0].url or settings.BASE_URL) if is_product else resume,
        stop=stop,
        why=why,
        question=question(_DEPTHS.get(occasion, Depth.ADDRESS), why),
        also=() if is_product else also,
    )


@sample_of(REMINDER)
def reminder() -> Letter:
    return sample(Occasion.CART, built_in(Occasion.CART), [_NOTHING])


@sample_of(PRODUCT_REMINDER)
def product_reminder() -> Letter:
    return sample(Occasion.PRODUCT, built_in(Occasion.PRODUCT), [_NOTHING])
