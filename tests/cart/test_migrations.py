"""A shop that runs already: its price list on its way to zones and back, its promotions."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.slow

BEFORE, AFTER = [("cart", "0004_cart_by_day")], [("cart", "0005_delivery_zones")]

BEFORE_NAMES = [("cart", "0007_promotions")]
AFTER_NAMES = [("cart", "0008_promotion_has_a_name_or_code")]


def migrate(targets):
    """Bring the database to ``targets`` and return the apps as they were then."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def at(targets):
    """The database as it was; afterwards it is up to date again, whatever happened."""
    yield migrate(targets)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def before(transactional_db):
    yield from at(BEFORE)


@pytest.fixture
def before_names(transactional_db):
    yield from at(BEFORE_NAMES)


def add(apps, name, countries, *rates):
    method = apps.get_model("cart", "DeliveryMethod").objects.create(
        name=name, name_fr=name, countries=countries
    )
    for weight, total, price in rates:
        method.rates.create(most_weight=weight, least_total=total, price=price)


def read(apps):
    rates = apps.get_model("cart", "DeliveryRate").objects.order_by("pk")
    return [(r.method.name, r.most_weight, r.least_total, r.price, r) for r in rates]


def test_each_set_of_countries_becomes_a_zone(before):
    add(before, "Post", "FR,BE", (2000, 0, 490), (None, 5000, 0))
    add(before, "Parcel", "BE,FR", (None, 0, 900))
    add(before, "Express", "FR", (0, 0, 1290))
    add(before, "World", "", (None, 0, 1990), (None, 0, 1790), (500, 0, 1790))
    apps = migrate(AFTER)
    zones = apps.get_model("cart", "DeliveryZone").objects.order_by("position")
    assert list(zones.values_list("name", "name_fr", "name_en", "countries")) == [
        ("FR, BE", "FR, BE", "FR, BE", "FR,BE"),
        ("France", "France", "France", "FR"),
    ]
    assert [(*rate, row.zone and row.zone.name) for *rate, row in read(apps)] == [
        ("Post", 2000, 0, 490, "FR, BE"),
        ("Post", None, 5000, 0, "FR, BE"),
        ("Parcel", None, 0, 900, "FR, BE"),
        ("Express", 1, 0, 1290, "France"),
        ("World", None, 0, 1790, None),
        ("World", 500, 0, 1790, None),
    ]


def test_and_back_each_zone_of_a_method_becomes_a_method(before):
    add(before, "Post", "FR,BE", (None, 0, 490))
    add(before, "Bike", "FR", (None, 0, 290))
    apps = migrate(AFTER)
    post = apps.get_model("cart", "DeliveryMethod").objects.get(name="Post")
    far = apps.get_model("cart", "DeliveryZone").objects.create(
        name="Far", countries="CH", extra_days=2, position=9
    )
    post.rates.create(zone=far, price=1490)
    post.rates.create(price=2490)
    back = migrate(BEFORE)
    assert [(*rate, row.method.countries, row.method.fewest_days) for *rate, row in read(back)] == [
        ("Post", None, 0, 490, "FR,BE", 2),
        ("Bike", None, 0, 290, "FR", 2),
        ("Post", None, 0, 1490, "CH", 4),
        ("Post", None, 0, 2490, "", 2),
    ]
    assert back.get_model("cart", "DeliveryMethod").objects.get(pk=post.pk).countries == "FR,BE"


def test_a_promotion_with_neither_name_nor_code_is_named(before_names):
    promotions = before_names.get_model("cart", "Promotion").objects
    promotions.create(percent=10)
    promotions.create(percent=20, name="Summer", name_en="Summer")
    promotions.create(percent=30, code="SPRING")
    rows = migrate(AFTER_NAMES).get_model("cart", "Promotion").objects.order_by("percent")
    assert list(rows.values_list("code", "name_fr", "name_en")) == [
        ("", "Promotion", "Promotion"),
        ("", None, "Summer"),
        ("SPRING", None, None),
    ]
