"""Rows that are read by the thousand."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class LoadedAsRead(models.Model):
    """A model whose rows come from the database as they are: in less than half of Django's time.

    For models without fields that make something of their values as an instance is made: files,
    composite keys. Signals of the making (``pre_init``, ``post_init``) are not sent for such rows.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **state_of_later_djangos: Any,
    ) -> Self:
        """Make an instance of ``values``; what is missing among ``field_names`` is deferred."""
        state = ModelState()
        vars(state).update(state_of_later_djangos, adding=False, db=db)
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True), _state=state)
        return row
