"""Erases the orders of a person, but for those that the law has kept (P5)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.models import UNORDERED, Cart, CartKey
from cart.privacy import erase_carts
from checkout.models import Address, Order, OrderState, Payment
from checkout.models.payment import OPEN
from checkout.models.states import UNPLACED
from shop.core.privacy.erasing import Outcome, erases_person, objects_to_erasure
from shop.core.privacy.processing import Words
from shop.core.privacy.subject import Subject

# Nothing is on its way to anybody any more: nobody needs to be rung up.
_DONE = (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.REFUNDED)


@objects_to_erasure
def is_paying(subject: Subject) -> Words | None:
    """Nobody is forgotten while a bank may be charging them."""
    if Payment.objects.filter(
        subject.owns("order__person", "order__user"), state__in=OPEN
    ).exists():
        return _(
            "A payment is under way. Once it has arrived, failed or been called off, everything can"
            " be erased."
        )
    return None


@erases_person("checkout.orders")
def keep_orders(subject: Subject) -> Outcome:
    """Of what was ordered, only what the law does not ask for goes: ways in, phone, reminders."""
    theirs = Order.objects.filter(subject.owns()).exclude(state__in=UNPLACED)
    carts = Cart.objects.filter(order__in=theirs)
    CartKey.objects.filter(cart__in=carts).delete()
    carts.update(token_digest=None)
    Address.objects.filter(order__in=theirs.filter(state__in=_DONE)).update(phone="")
    changes = {"wants_reminders": False, "wants_sms": False, "time_zone": "", "user": None}
    changes["notice_version"] = ""  # nobody is reminded as a customer of before
    return Outcome(kept=theirs.update(**changes))


@erases_person("checkout.started")
def erase_started(subject: Subject) -> Outcome:
    """Erase what was begun, with its carts. What is owed to them stays, without its addresses."""
    theirs = Order.objects.filter(subject.owns(), state__in=UNPLACED)
    carts = Cart.objects.filter(order__in=theirs, state__in=UNORDERED).order_by("pk")
    erased = erase_carts(list(carts))
    owed = theirs.filter(Q(cart=None) | ~Q(cart__state__in=UNORDERED))
    return Outcome(
        erased=erased, kept=owed.update(wants_reminders=False, wants_sms=False, time_zone="")
    )
