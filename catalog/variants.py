"""The verbs of variants."""

from collections.abc import Sequence

from django.db import transaction

from catalog.models import AttributeValue, Variant
from catalog.models.variant import option_key


def set_option_values(*, variant: Variant, values: Sequence[AttributeValue]) -> None:
    """Make ``values`` the options of ``variant`` (one of each of its product's options).

    Raises IntegrityError when another variant of the product has the same ones.
    """
    with transaction.atomic():
        variant.option_key = option_key(values)
        variant.save(update_fields=["option_key"])
        variant.option_values.set(values)
