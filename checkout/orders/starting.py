"""The verbs of a started order, step by step. None of them promises anything to anybody yet."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from cart import changing
from cart.destination import follow_address
from cart.models import Cart
from checkout.models import (
    Address,
    AddressKind,
    FormError,
    Order,
    OrderEvent,
    OrderState,
    OrderToken,
    Step,
)
from checkout.models.payment import OPEN
from checkout.orders.locking import lock_order
from checkout.orders.notice import SMS_TEXT_VERSION, TEXT_VERSION, payment_under_way
from checkout.orders.numbers import numbers_of
from checkout.orders.returning import come_back, write_for_shopper
from shop.core import clock
from shop.core.facts import recording
from shop.core.messaging.models import Purpose
from shop.core.messaging.people import living, person_for
from shop.core.messaging.permissions import record_consent
from shop.core.tokens import new_token

_PRICED_BY = ("country", "vat_number", "delivery_method_id")  # besides the cart
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another on the phone


@dataclass(frozen=True)
class Started:
    """``secret`` is the new token for the browser's cookie; empty when it holds one already."""

    order: Order
    secret: str


def start_order(
    *,
    cart: Cart,
    email: str,
    wants_reminders: bool,
    language: str,
    known: Order | None,
    user_id: int | None,
    refuses_reminders: bool = False,
    notice_version: str = TEXT_VERSION,
    time_zone: str = "",
) -> Started:
    """Begin the order of ``cart`` at the e-mail step, or go on with the one that was begun.

    ``known`` is that order when this browser may see it. Otherwise the one who types an address
    gets nothing of what another browser entered: addresses and old tokens are dropped (M10).
    A box that is not ticked says nothing; only a tick that is taken away is a *no*.
    ``time_zone`` is an IANA name; without one, what was known of the order stays.
    Raises changing.Closed, and changing.InUse for such a one while the owner may be paying.
    """
    with transaction.atomic():
        changing.touch(cart, language=language)  # two tabs take turns here: one order a cart (M1)
        order = Order.objects.filter(cart=cart).first()
        person = living(person_for(email))
        secret = ""
        if order is None:
            order = Order.objects.create(
                reference=_reference(), cart=cart, person=person, email=email, language=language,
                user_id=user_id,
            )  # fmt: skip
            OrderEvent.objects.create(order=order, to_state=OrderState.INITIATED, by="shopper")
            secret = _token(order)
        elif known is None or known.pk != order.pk:
            if order.payments.filter(state__in=OPEN).exists():
                raise changing.InUse(payment_under_way())  # the bank may be charging its owner now
            _forget_owner(order)
            secret = _token(order)
        come_back(order)
        wants_reminders = wants_reminders and not refuses_reminders  # a *no* wins
        had_said = order.wants_reminders, order.refuses_reminders
        wants_sms = order.wants_sms
        if order.person_id != person.pk:
            had_said, wants_sms = (False, False), False
        Order.objects.filter(pk=order.pk).update(
            person=person,
            email=email,
            language=language,
            user_id=user_id,
            wants_reminders=wants_reminders,
            refuses_reminders=refuses_reminders,
            wants_sms=wants_sms,
            notice_version=notice_version,
            time_zone=time_zone or order.time_zone,
            last_activity_at=clock.now(),
        )
        order.refresh_from_db()
        if (wants_reminders, refuses_reminders or had_said[1]) != had_said:
            record_consent(
                person=person,
                purpose=Purpose.REMINDERS,
                is_given=wants_reminders,
                text_version=notice_version,
                language=language,
                source="checkout",
            )
    return Started(order, secret)


def save_addresses(
    *,
    order: Order,
    addresses: Mapping[AddressKind, Mapping[str, str]],
    vat_number: str = "",
    wants_sms: bool = False,
) -> None:
    """Keep the ``addresses`` as typed; without a billing address it is the delivery one.

    ``vat_number`` is normalised and valid, or empty: then no business buys. ``wants_sms``: to be
    reminded at the phone of the delivery, which is asked anew with each other number.

    A country that the chosen delivery does not reach shows at the delivery step. Raises
    changing.InUse when country or number change while a payment is open, changing.Closed.
    """
    is_billed_elsewhere = AddressKind.BILLING in addresses
    country = addresses[AddressKind.DELIVERY]["country"]
    with transaction.atomic():
        if order.country != country:
            follow_address(cart_id=order.cart_id, country=country)
        before = numbers_of([order.pk]).get(order.pk, "") if order.wants_sms else ""
        _go_on(
            order,
            Step.DELIVERY,
            country=country,
            vat_number=vat_number,
            is_billed_elsewhere=is_billed_elsewhere,
            wants_sms=wants_sms,
        )
        for kind, fields in addresses.items():
            whole = {**fields, "is_complete": True}
            Address.objects.update_or_create(order=order, kind=kind, defaults=whole)
        if not is_billed_elsewhere:
            Address.objects.filter(order=order, kind=AddressKind.BILLING).delete()
        _agree_to_sms(order, before=before, is_asked=wants_sms)


def _agree_to_sms(order: Order, *, before: str, is_asked: bool) -> None:
    """Write down a tick that was set for a number, or taken away; a box left as it was says nothing."""
    number = numbers_of([order.pk]).get(order.pk, "") if is_asked else ""
    if number == before:
        return
    record_consent(
        person=order.person,
        purpose=Purpose.SMS,
        is_given=bool(number),
        text_version=SMS_TEXT_VERSION,
        language=order.language,
        source="checkout",
    )
    if number:
        person_for(number)  # known from now on, so that senders can take turns, and STOP is kept


def keep_typed(*, order: Order, kind: AddressKind, fields: Mapping[str, str]) -> bool:
    """Keep an address while it is being typed, for who asked to be reminded (S6.1).

    One that is complete stays as it is until *Continue* replaces it. Return whether it was kept.
    """
    with transaction.atomic():
        if not write_for_shopper(order.pk, last_activity_at=clock.now()):
            return False  # another tab has erased the cart
        draft = {**fields, "is_complete": False}
        _, is_new = Address.objects.get_or_create(order=order, kind=kind, defaults=draft)
        drafts = Address.objects.filter(order=order, kind=kind, is_complete=False)
        return is_new or bool(drafts.update(**fields))


def choose_delivery(*, order: Order, method_id: int) -> None:
    """Let the parcel travel by that method. Raises InUse while a payment is open, Closed."""
    _go_on(order, Step.PAYMENT, delivery_method_id=method_id)


def record_form_errors(
    *, cart: Cart, order: Order | None, step: Step, errors: Mapping[str, list[str]]
) -> None:
    """Write down which fields were refused by which rules: ``{field: [codes]}``, never a value."""
    rows = [
        FormError(cart=cart, order=order, step=step, field=field[:60], code=code[:40])
        for field, codes in errors.items()
        for code in codes
    ]
    with recording("form_errors"):
        FormError.objects.bulk_create(rows)
        if order is not None:
            write_for_shopper(
                order.pk, error_count=F("error_count") + len(rows), last_activity_at=clock.now()
            )


def has_form_errors(*, cart: Cart, step: Step) -> bool:
    """Tell whether a form of ``step`` was refused before."""
    return FormError.objects.filter(cart=cart, step=step).exists()


def _go_on(order: Order, step: Step, **changes: object) -> None:
    """Write what a step entered, and how far the order has come: one update (pitfall M24).

    What decided the price of an open payment stays as it is until that payment is called off. An
    order that was abandoned is a started one again.
    """
    changes |= {"reached": Greatest(F("reached"), step), "last_activity_at": clock.now()}
    same = Q(**{name: changes[name] for name in _PRICED_BY if name in changes})
    is_free = Q(state=OrderState.INITIATED) | Q(state=OrderState.AWAITING_PAYMENT) & same
    rows = Order.objects.filter(pk=order.pk)
    if rows.filter(is_free).update(**changes):
        return
    with transaction.atomic():
        come_back(_unpaid(order.pk))
        rows.update(**changes)


def _unpaid(order_id: int) -> Order:
    """Return the order, locked, if nothing is being paid for it. Raises Closed, InUse."""
    try:
        order = lock_order(pk=order_id)
    except Order.DoesNotExist:  # another tab has erased the cart
        raise changing.Closed from None
    if order.is_placed:
        raise changing.Closed
    if order.payments.filter(state__in=OPEN).exists():
        raise changing.InUse(payment_under_way())
    return order


def _forget_owner(order: Order) -> None:
    order.addresses.all().delete()
    order.tokens.all().delete()
    follow_address(cart_id=order.cart_id, country="")
    Order.objects.filter(pk=order.pk).update(
        country="", vat_number="", is_billed_elsewhere=False, delivery_method=None, reached=Step.ADDRESS,
        wants_reminders=False, refuses_reminders=False, wants_sms=False, time_zone="",
    )  # fmt: skip
    order.wants_reminders, order.refuses_reminders, order.time_zone = False, False, ""


def _token(order: Order) -> str:
    token = new_token()
    OrderToken.objects.create(order=order, digest=token.digest)
    return token.secret


def _reference() -> str:
    """Return a number that can be read out on the phone and tells nothing, such as K7M-42QX-9D.

    30⁹ of them: two alike are refused by the database long before they are likely.
    """
    text = "".join(secrets.choice(_LETTERS) for _ in range(9))
    return f"{text[:3]}-{text[3:7]}-{text[7:]}"
