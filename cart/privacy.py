"""What carts keep about people. Those that were left are forgotten with the orders begun with them
(``checkout.privacy``): an order may have been touched later than its cart.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cart.changing import Closed, InUse, forget
from cart.models import UNORDERED, Cart, CartKey, Trouble
from shop.core.privacy.erasing import Blocked, Outcome, erases_person
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.periods import days, logged_since, months
from shop.core.privacy.processing import Basis, Processing, holds_nobody, oldest, register
from shop.core.privacy.subject import Subject


def forget_troubles(*, at: datetime, limit: int) -> int:
    return oldest(Trouble, "met_at", before=logged_since(at), limit=limit)


register(
    Processing(
        key="cart.carts",
        name=_("Carts"),
        models=("cart.Cart", "cart.CartKey", "cart.Line"),
        people=_("visitors who put something into a cart"),
        data=_(
            "what is in it, the hash of the cookie that opens it, the account, language, country,"
            " whether a known program began it"
        ),
        why=_("to keep the cart until they come back, and to help where it was left"),
        basis=Basis.CONTRACT,
        period=lambda: (
            _("%(days)s after the last activity; one that was ordered, as long as the order")
            % {"days": days()}
        ),
        survives=_(
            "What was in an ordered cart, without account and cookie, as long as the order."
        ),
    )
)
register(
    Processing(
        key="cart.troubles",
        name=_("Troubles met in carts"),
        models=("cart.Trouble",),
        people=_("visitors who put something into a cart"),
        data=_("a refused promo code’s reason, a SKU that was out of stock or rose in price"),
        why=_("to see what keeps people from buying"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_troubles,
        survives=_("Those of ordered carts, until their time is over."),
    )
)
holds_nobody(
    "cart.DeliveryMethod",
    "cart.DeliveryRate",
    "cart.DeliveryZone",
    "cart.Promotion",
    "cart.PromotionTarget",
)


def erase_carts(carts: list[Cart]) -> int:
    """Erase ``carts`` that nobody has ordered; return how many. Raises Blocked when one is being paid."""
    count = 0
    for cart in carts:
        try:
            forget(cart=cart)
        except Closed:
            continue  # ordered or erased in this very moment
        except InUse as used:
            raise Blocked(used.words) from used
        count += 1
    return count


@erases_person("cart.carts")
def erase_carts_of_accounts(subject: Subject) -> Outcome:
    """Erase what is left in accounts, and close to every browser what was ordered."""
    theirs = Cart.objects.filter(user__in=subject.users)
    erased = erase_carts(list(theirs.filter(state__in=UNORDERED).order_by("pk")))
    CartKey.objects.filter(cart__in=theirs).delete()
    return Outcome(erased=erased, kept=theirs.update(user=None, token_digest=None))


@exports_person("cart.carts")
def carts_of(subject: Subject) -> Rows:
    carts = Cart.objects.filter(user__in=subject.users).order_by("pk")
    for cart in carts.prefetch_related("lines__variant__product"):
        yield {
            "state": cart.get_state_display(),
            "language": cart.language,
            "country": cart.country,
            "begun": cart.created_at,
            "last_activity": cart.last_activity_at,
            "lines": [
                {
                    "product": str(line.variant.product),
                    "sku": line.variant.sku,
                    "quantity": line.quantity,
                    "where": line.get_place_display(),
                    "added_at": line.added_at,
                }
                for line in cart.lines.all()
            ],
        }
