"""A shop that had products before lists could be narrowed."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from catalog.facets.keeping import write_facets
from catalog.generating import generate
from catalog.models import Product, ProductFacets, Stock, Variant


@pytest.mark.django_db
def test_products_that_are_there_get_the_facets_that_saving_them_would_give():
    generate(count=60)
    hidden, *_, without_offer, sold_out = Product.objects.order_by("pk")
    Product.objects.filter(pk=hidden.pk).update(is_published=False, brand=None)
    Product.objects.filter(pk=sold_out.pk).update(rating_count=3, rating_sum=14)
    Variant.objects.filter(product=without_offer).update(is_active=False)
    Stock.objects.filter(variant__product=sold_out).update(reserved=F("on_hand"), is_tracked=True)
    write_facets([hidden.pk, without_offer.pk, sold_out.pk])
    kept = list(ProductFacets.objects.order_by("pk").values())
    ProductFacets.objects.all().delete()

    migration = import_module("catalog.migrations.0010_facets")
    migration.fill(apps, connection.schema_editor())

    filled = list(ProductFacets.objects.order_by("pk").values())
    for row in (*kept, *filled):
        row["value_keys"].sort()
    assert filled == kept
