"""The words that the shop brings along: for each occasion an offer to help with what it probably was (R3, R4)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from recovery.models.wording import Occasion
from recovery.wording.words import Words

_CART_SUBJECT = _("Can I help you with your cart at {shop_name}?")
_SUBJECTS: Mapping[Occasion, object] = {
    Occasion.SERVER_ERROR: _("Something failed on our side at {shop_name}: can I help?"),
    Occasion.OUT_OF_STOCK: _("May I look for more, or for something else?"),
    Occasion.CODE_REFUSED: _("Your promo code at {shop_name}: can I help?"),
    Occasion.PRODUCT: _("May I answer a question about {product}?"),
}
_OPENINGS: Mapping[Occasion, object] = {
    Occasion.SERVER_ERROR: _(
        "One of our pages failed or kept you waiting. That was our fault, and I am sorry. If it "
        "still does not work, tell me, and I will see to it."
    ),
    Occasion.OUT_OF_STOCK: _(
        "There was less of something than you wanted. May I look whether more is coming, or "
        "what else would do?"
    ),
    Occasion.FORM_ERRORS: _(
        "One of our forms seems to have been stubborn with you. Tell me what it would not "
        "take, and I will sort it out with you."
    ),
    Occasion.CODE_REFUSED: _(
        "A promo code was refused. If you tell me which one, I will look up what it needs."
    ),
    Occasion.PRICE_ROSE: _(
        "A price changed while you were with us. If you have a question about it, ask me."
    ),
    Occasion.DELIVERY_COST: _(
        "Is there a question about the delivery, what it costs or when it comes? I will gladly "
        "look for what suits you."
    ),
    Occasion.PAYMENT: _(
        "Did something not work with the payment, or is there a question left? I am glad to help."
    ),
    Occasion.CHECKOUT: _("Did something get in your way? If I can help, just answer this mail."),
    Occasion.CART: _("Are you still making up your mind? If you have a question, ask me."),
    Occasion.PRODUCT: _(
        "You let us remember what you look at, and this is among it more than once. May I answer "
        "a question about it, or help you to choose?"
    ),
}
_CLOSING = _(
    "If you have changed your mind, you need not do anything. If something is unclear, just "
    "answer this mail: I read it myself."
)


def built_in(occasion: Occasion) -> Words:
    """Return the shop's own words for ``occasion``, in the active language."""
    is_product = occasion is Occasion.PRODUCT
    return Words(
        subject=str(_SUBJECTS.get(occasion, _CART_SUBJECT)),
        opening=str(_OPENINGS[occasion]),
        button=str(_("Look at it again") if is_product else _("Go back to my cart")),
        closing=str(_CLOSING),
    )
