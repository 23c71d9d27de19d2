"""Whether promotions count now, asked of the database: as ``Promotion.standing`` says of one."""

from datetime import datetime

from django.db.models import Case, CharField, F, Q, Value, When

from cart.models import Standing


def standing_at(now: datetime) -> Case:
    """Return the ``Standing`` of a promotion as a column; of several reasons the most lasting."""
    return Case(
        When(is_active=False, then=Value(Standing.OFF)),
        When(ends_at__lte=now, then=Value(Standing.OVER)),
        When(Q(most_uses__isnull=False, uses__gte=F("most_uses")), then=Value(Standing.USED_UP)),
        When(starts_at__gt=now, then=Value(Standing.NOT_YET)),
        default=Value(Standing.HOLDS),
        output_field=CharField(),
    )
