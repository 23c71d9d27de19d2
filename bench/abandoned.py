"""A shop with any number of carts, of which some were just left by people who agreed to be reminded."""

import random
from datetime import datetime, timedelta

from django.db import connection

from bench import database
from cart.models import Cart, DeliveryMethod, DeliveryRate, DeliveryZone, Line
from catalog.models import Category, Product, Stock, Variant
from checkout.models import Order, Step
from recovery.models import Scenario
from shop.core import clock
from shop.core.messaging.models import Consent, Identifier, Person, Purpose
from shop.core.messaging.people import digests_of

PRODUCTS = 1_000
BATCH = 2_000
LONG_AGO = timedelta(days=40)
LEFT = timedelta(hours=5)  # longer than the delay of a checkout's reminder, shorter than its use
_STEPS = (Step.ADDRESS, Step.DELIVERY, Step.PAYMENT)

# What sweeps saw long ago: an open cart each second, with something in it, one in ten with an order.
_OLD = [
    """
    INSERT INTO cart_cart
            (state, language, country, is_of_agent, created_at, last_activity_at, swept_until)
        SELECT 'open', 'fr', '', FALSE, at, at, at
        FROM (SELECT %(until)s::timestamptz - n * interval '1 second' AS at
            FROM generate_series(1, %(count)s) AS n) AS moments
    """,
    """
    INSERT INTO cart_line (cart_id, variant_id, quantity, place, seen_price, is_offered, added_at)
        SELECT id, %(variant)s, 1, 'in_cart', 1000, FALSE, created_at
        FROM cart_cart WHERE id > %(above)s
    """,
    """
    INSERT INTO messaging_person (created_at)
        SELECT now() FROM generate_series(1, %(count)s / 10)
    """,
]


def open_shop() -> None:
    """Make things to buy, a way to deliver them, and scenarios that have been on for a year."""
    shelf = Category.objects.add_root({"slug": "things", "name_fr": "Choses", "name_en": "Things"})
    products = Product.objects.bulk_create(
        Product(category=shelf, slug=f"thing-{n}", name_fr=f"Chose {n}", name_en=f"Thing {n}")
        for n in range(PRODUCTS)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=each, sku=f"T{n:04}", price=990 + n) for n, each in enumerate(products)
    )
    Stock.objects.bulk_create(Stock(variant=each, on_hand=1_000_000) for each in variants)
    zone = DeliveryZone.objects.create(name="France", countries="FR")
    for name, price in (("Post", 490), ("Courier", 990)):
        method = DeliveryMethod.objects.create(name=name, fewest_days=2, most_days=4)
        DeliveryRate.objects.create(method=method, zone=zone, price=price)
    Scenario.objects.update(activated_at=clock.now() - timedelta(days=365))


def leave(count: int, *, first: int) -> None:
    """Let ``count`` more people leave a checkout at any of its steps. ``first`` numbers them."""
    at = clock.now() - LEFT
    people = _people(count, first)
    carts = Cart.objects.bulk_create(
        (Cart(language="fr", created_at=at, last_activity_at=at) for _ in people), BATCH
    )
    _fill(carts)
    Order.objects.bulk_create(
        (
            Order(
                reference=f"B{first + n}",
                cart=cart,
                person=person,
                email=_address(first + n),
                language=("fr", "en")[n % 2],
                country="FR",
                reached=_STEPS[n % 3],
                wants_reminders=True,
                last_activity_at=at,
            )
            for n, (cart, person) in enumerate(zip(carts, people, strict=True))
        ),
        BATCH,
    )
    database.settled()


def _people(count: int, first: int) -> list[Person]:
    people = Person.objects.bulk_create((Person() for _ in range(count)), BATCH)
    Identifier.objects.bulk_create(
        (
            Identifier(person=person, digest=digest, key_version=version)
            for n, person in enumerate(people)
            for version, digest in digests_of(_address(first + n)).items()
        ),
        BATCH,
    )
    Consent.objects.bulk_create(
        (
            Consent(person=each, purpose=Purpose.REMINDERS, is_given=True, language="fr")
            for each in people
        ),
        BATCH,
    )
    return people


def _fill(carts: list[Cart]) -> None:
    chance = random.Random(1)
    variants = list(Variant.objects.values_list("pk", "price"))
    lines = [
        Line(cart=cart, variant_id=pk, quantity=chance.choice([1, 1, 2]), seen_price=price)
        for cart in carts
        for pk, price in chance.sample(variants, 2)
    ]
    Line.objects.bulk_create(lines, BATCH)


def _address(number: int) -> str:
    return f"person{number}@shopper.example"


def grow(count: int, *, until: datetime) -> None:
    """Let there be ``count`` carts more that were left before ``until``, and seen by a sweep then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM cart_cart")
        above = cursor.fetchone()[0]
        variant = Variant.objects.values_list("pk", flat=True)[0]
        cursor.execute("SET session_replication_role = replica")  # the rows refer to what is there
        for statement in _OLD:
            cursor.execute(
                statement, {"count": count, "until": until, "above": above, "variant": variant}
            )
        cursor.execute("SET session_replication_role = DEFAULT")
    database.settled()
