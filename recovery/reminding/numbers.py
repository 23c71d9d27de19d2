"""Which steps of scenarios reach a phone: those of who gave a number and asked for SMS there."""

from collections.abc import Sequence

from django.conf import settings

from checkout.orders.numbers import numbers_of
from recovery.episodes.looks import Look
from recovery.episodes.standing import Standing
from recovery.models import Code


def numbers_for(left: Sequence[Standing | Look]) -> list[str | Code]:
    """Return the number of each, or why it gets no SMS: one query, and none where the shop sends none."""
    if not settings.SMS_URLS:
        return [Code.SMS_OFF] * len(left)
    orders = [each.order.pk if isinstance(each, Standing) and each.order else 0 for each in left]
    known = numbers_of({pk for pk in orders if pk})
    return [known.get(pk, Code.NO_PHONE) or Code.NO_SMS_CONSENT for pk in orders]
