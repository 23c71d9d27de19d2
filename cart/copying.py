"""Copies of what lies in somebody else's cart, for whoever was given its link and wants the same.

The other cart stays as it is. Copies come in by the rules of ``changing.add``, so that nothing is
copied that could not be bought.
"""

from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cart import changing
from cart.joining import lock_both
from cart.models import Cart, Line, Place


class Why(models.TextChoices):
    """Why a thing was left out of the copies."""

    NOT_FOR_SALE = "not_for_sale", _("not sold any more")
    TOO_FEW = "too_few", _("too few left")
    TOO_MANY = "too_many", _("more than fits into a cart")
    WRONG_QUANTITY = "wrong_quantity", _("not sold in this quantity")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was not copied. ``left`` is how many there are, where they are too few."""

    line: Line
    why: Why
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """Lines of the cart that took the copies, and lines of the other one that were left out.

    What it held already, as many or more, is in neither list.
    """

    copied: list[Line] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def copy_lines(*, source: Cart, into: Cart) -> Copied:
    """Put copies of what is in ``source`` into ``into``: of each thing the larger quantity.

    What ``into`` had saved for later or removed comes back, as many as in ``source``. Raises
    changing.Closed when one of them is no longer open: then nothing was copied.
    """
    if source.pk == into.pk:
        return Copied()
    result = Copied()
    with transaction.atomic():
        lock_both(source, into)
        changing.touch(into)
        there = dict(
            Line.objects.filter(cart=into, place=Place.IN_CART).values_list(
                "variant_id", "quantity"
            )
        )
        lines = Line.objects.filter(cart=source, place=Place.IN_CART).order_by("pk")
        for line in lines.select_related("variant__product"):
            more = line.quantity - there.get(line.variant_id, 0)
            if more > 0:
                _copy(line, more, into, result)
    return result


def _copy(line: Line, more: int, into: Cart, result: Copied) -> None:
    if not (line.variant.is_active and line.variant.product.is_published):
        result.left_out.append(LeftOut(line, Why.NOT_FOR_SALE))
        return
    try:
        result.copied.append(changing.add(cart=into, variant=line.variant, quantity=more))
    except changing.TooFew as few:
        result.left_out.append(LeftOut(line, Why.TOO_FEW, few.left))
    except changing.TooMany:
        result.left_out.append(LeftOut(line, Why.TOO_MANY))
    except changing.WrongQuantity:
        result.left_out.append(LeftOut(line, Why.WRONG_QUANTITY))
