"""What changes the words of which product.

Only changes that go through signals are seen. ``QuerySet.update()`` of a name, raw SQL and moves
of categories in the tree call ``indexing.index_products`` themselves, or ``rebuild_search`` does.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q, QuerySet, signals

from catalog.models import Attribute, AttributeValue, Brand, Category, Product, Variant
from catalog.search.indexing import index_products

_SHARED: Final = (Brand, Category, Attribute, AttributeValue)


def connect() -> None:
    signals.post_save.connect(_product_saved, sender=Product)
    signals.post_save.connect(_variant_saved, sender=Variant)
    signals.post_delete.connect(_variant_deleted, sender=Variant)
    for through in (Product.attributes.through, Variant.option_values.through):
        signals.m2m_changed.connect(_values_changed, sender=through)
    for model in _SHARED:
        signals.post_save.connect(_renamed, sender=model)
        signals.pre_delete.connect(_about_to_go, sender=model)
        signals.post_delete.connect(_gone, sender=model)


def _product_saved(instance: Product, **kwargs: Any) -> None:
    index_products([instance.pk])


def _variant_saved(instance: Variant, **kwargs: Any) -> None:
    index_products([instance.product_id])


def _variant_deleted(instance: Variant, *, origin: Any, **kwargs: Any) -> None:
    """Index the variant's product, unless the product itself is being deleted with its words."""
    deleted = origin.model if isinstance(origin, QuerySet) else type(origin)
    if deleted is not Product:
        index_products([instance.product_id])


def _renamed(instance: Any, *, created: bool, **kwargs: Any) -> None:
    if not created:
        index_products(_products_with(instance))


def _about_to_go(instance: Any, **kwargs: Any) -> None:
    instance.products_to_index = list(_products_with(instance))  # afterwards none has it


def _gone(instance: Any, **kwargs: Any) -> None:
    index_products(instance.products_to_index)


def _values_changed(
    instance: Any, *, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Index the products that got or lost attribute values, seen from either side."""
    if not reverse:
        if action.startswith("post_"):
            index_products([instance.product_id if isinstance(instance, Variant) else instance.pk])
    elif action == "pre_clear":
        _about_to_go(instance)
    elif action == "post_clear":
        _gone(instance)
    elif action.startswith("post_"):
        index_products(_ends_of(kwargs["model"], pk_set or set()))


def _ends_of(model: type[Product | Variant], pks: set[int]) -> Iterable[int]:
    if model is Product:
        return pks
    return Product.objects.filter(variants__in=pks).values_list("pk", flat=True)


def _products_with(row: Brand | Category | Attribute | AttributeValue) -> Iterable[int]:
    match row:
        case Brand():
            products = Product.objects.filter(brand=row)
        case Category():
            products = Product.objects.in_category(row)
        case Attribute():
            products = _with_values(AttributeValue.objects.filter(attribute=row))
        case AttributeValue():
            products = _with_values(AttributeValue.objects.filter(pk=row.pk))
    return products.values_list("pk", flat=True)


def _with_values(values: Any) -> Any:
    as_option = Variant.objects.filter(option_values__in=values).values("product")
    as_attribute = Product.attributes.through.objects.filter(attributevalue__in=values)
    return Product.objects.filter(Q(pk__in=as_option) | Q(pk__in=as_attribute.values("product")))
