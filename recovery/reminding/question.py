"""How a reminder opens, by offering to help with what probably stood in the way, and what it asks (R3, R4, R11)."""

from typing import Any

from django.utils.translation import gettext

from recovery.models import Cause, Depth, Episode, Obstacle

# Few enough to be read at a glance; the page has all of them.
_ASKED = {
    Depth.PRODUCT: (Obstacle.PRICE, Obstacle.QUESTION, Obstacle.ELSEWHERE, Obstacle.LATER),
    Depth.CART: (Obstacle.PRICE, Obstacle.DELIVERY, Obstacle.QUESTION, Obstacle.LATER),
    Depth.PAYMENT: (Obstacle.PAYMENT, Obstacle.DELIVERY, Obstacle.SITE, Obstacle.LATER),
}
_ASKED_OF_A_CHECKOUT = (Obstacle.DELIVERY, Obstacle.SITE, Obstacle.PRICE, Obstacle.LATER)


def opening(episode: Episode) -> str:
    """Return the first sentences after the greeting, in the active language."""
    by_cause = {
        Cause.SERVER_ERROR: gettext(
            "One of our pages failed or kept you waiting. That was our fault, and I am sorry. If it "
            "still does not work, tell me, and I will see to it."
        ),
        Cause.OUT_OF_STOCK: gettext(
            "There was less of something than you wanted. May I look whether more is coming, or "
            "what else would do?"
        ),
        Cause.FORM_ERRORS: gettext(
            "One of our forms seems to have been stubborn with you. Tell me what it would not "
            "take, and I will sort it out with you."
        ),
        Cause.CODE_REFUSED: gettext(
            "A promo code was refused. If you tell me which one, I will look up what it needs."
        ),
        Cause.PRICE_ROSE: gettext(
            "A price changed while you were with us. If you have a question about it, ask me."
        ),
        Cause.DELIVERY_COST: gettext(
            "Is there a question about the delivery, what it costs or when it comes? I will gladly "
            "look for what suits you."
        ),
    }
    by_depth = {
        Depth.PAYMENT: gettext(
            "Did something not work with the payment, or is there a question left? I am glad to "
            "help."
        ),
        Depth.PRODUCT: gettext(
            "You let us remember what you look at, and this is among it more than once. May I answer "
            "a question about it, or help you to choose?"
        ),
        Depth.CART: gettext("Are you still making up your mind? If you have a question, ask me."),
    }
    otherwise = gettext("Did something get in your way? If I can help, just answer this mail.")
    return by_cause.get(Cause(episode.cause)) or by_depth.get(Depth(episode.depth), otherwise)


def question(episode: Episode, why_url: str) -> dict[str, Any]:
    """Return the one question of a reminder: answers, each a click that chooses it on the page.

    The page belongs to the link *why*, so that a mail needs no further secret.
    """
    address = f"{why_url}answer/"
    asked = _ASKED.get(Depth(episode.depth), _ASKED_OF_A_CHECKOUT)
    answers = [(each.label, f"{address}?because={each.value}") for each in asked]
    return {"answer_url": address, "answers": answers}
