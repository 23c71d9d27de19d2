"""Writes a row only where it differs, and only what differs (pitfall M24)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def assign(row: Model, wanted: Mapping[str, Any], *, always: tuple[str, ...] = ()) -> bool:
    """Give ``row`` its ``wanted`` values; return whether that changed it or made it.

    ``always`` are the fields that every change writes too, such as the time of the last one.
    """
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if row.pk is None:
        row.save()
    elif changed:
        row.save(update_fields=[*changed, *always])
    else:
        return False
    return True
