"""Words tried before anybody gets them: as a mail about a cart of the shop, judged, and sent to oneself."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from cart.reading import rows_of
from catalog.models import Product
from catalog.pages.queries import cards
from recovery.models import Episode, EpisodeState, Occasion
from recovery.reminding.letters import about_cart, about_product
from recovery.reminding.mails import beside
from recovery.reminding.samples import sample
from recovery.reminding.things import Thing, offered, thing_in_cart, thing_of
from recovery.tone import Finding, lint
from recovery.wording.words import Words
from shop.core.messaging.rendering import Mail

OFFERED_TO_TRY = 5
LOOKED_THROUGH = 200  # of the latest carts


def mail_of(
    occasion: Occasion, words: Words, things: Sequence[Thing], also: Sequence[Thing] = ()
) -> Mail:
    """Return the mail that ``words`` make, in the active language. Its links open nothing."""
    letter = sample(occasion, words, things, also)
    return about_product(letter) if occasion is Occasion.PRODUCT else about_cart(letter)


def judge(occasion: Occasion, words: Words) -> list[Finding]:
    """Return what is wrong with the tone of ``words``, whatever things are called that they go with."""
    return lint(mail_of(occasion, words, [Thing(_("A thing"))]))


def tried(occasion: Occasion, words: Words, episode: Episode | None) -> Mail:
    """Return the mail about what ``episode`` was about, or else about things that the shop sells."""
    rows = rows_of([episode.cart_id])[episode.cart_id] if episode and episode.cart_id else []
    left = offered(rows)
    if not left:
        return mail_of(occasion, words, things_for_sale())
    (also,) = beside({0: left}).values()
    things = [thing_in_cart(row) for row in left]
    return mail_of(occasion, words, things, [thing_of(card) for card in also])


def things_for_sale() -> list[Thing]:
    """Return a few things of the catalogue; one with a plain name while there are none."""
    newest = Product.objects.published().not_sensitive().order_by("-pk")
    shown = cards(list(newest.values_list("pk", flat=True)[:2]))
    return [replace(thing_of(card), amount=card.price) for card in shown] or [Thing(_("A thing"))]


def carts_to_try(occasion: Occasion) -> list[Episode]:
    """Return the latest carts that were left on ``occasion``.

    None for a product: what somebody lets the shop remember is for nobody else's eyes.
    """
    left = Episode.objects.filter(state=EpisodeState.OPEN, cart__isnull=False, value__gt=0)
    latest = left.order_by("-left_at", "-pk")[:LOOKED_THROUGH]
    return [each for each in latest if Occasion.of(each) is occasion][:OFFERED_TO_TRY]
