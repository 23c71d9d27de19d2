"""The verbs of variants."""

from collections.abc import Collection, Sequence

from django.db import transaction

from catalog.models import AttributeValue, Product, Variant
from catalog.models.variant import option_key


def set_option_values(*, variant: Variant, values: Sequence[AttributeValue]) -> None:
    """Make ``values`` the options of ``variant`` (one of each of its product's options).

    Raises IntegrityError when another variant of the product has the same ones.
    """
    with transaction.atomic():
        variant.option_key = option_key(values)
        variant.save(update_fields=["option_key"])
        variant.option_values.set(values)


def drop_option_values(*, product: Product, attribute_ids: Collection[int]) -> None:
    """Take the values of attributes that are options no longer from the product's variants.

    Raises IntegrityError when two variants would be alike without them.
    """
    with transaction.atomic():
        for variant in product.variants.prefetch_related("option_values"):
            values = list(variant.option_values.all())
            kept = [value for value in values if value.attribute_id not in attribute_ids]
            if len(kept) < len(values):
                set_option_values(variant=variant, values=kept)
