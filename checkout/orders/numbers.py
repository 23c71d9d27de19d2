"""Where an order's shopper gets SMS: the phone of the delivery, if the box beside it was ticked."""

from collections.abc import Collection

from checkout.models import Address, AddressKind
from shop.core.messaging.sms.numbers import e164


def numbers_of(order_ids: Collection[int]) -> dict[int, str]:
    """Return the phone of each order in E.164; empty where the box was not ticked.

    Orders without a phone are missing. One query, whatever their number.
    """
    rows = Address.objects.filter(order__pk__among=order_ids, kind=AddressKind.DELIVERY)
    columns = ("order_id", "phone", "country", "order__wants_sms")
    return {
        order: e164(phone, country) if wants_sms else ""
        for order, phone, country, wants_sms in rows.exclude(phone="").values_list(*columns)
    }
