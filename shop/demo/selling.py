"""How the demo shop delivers, and the promotions that visitors may try."""

from collections.abc import Mapping
from datetime import time, timedelta

from django.db import transaction

from cart.models import DeliveryMethod, DeliveryRate, DeliveryZone, Promotion, PromotionTarget
from cart.pricing import Kind, Stacking
from catalog.models import Category
from shop.core import clock
from shop.core.users.models import CustomerGroup, User
from shop.demo.logins import SHOPPER

CODE = "BIENVENUE10"
THANKS = "MERCI5"
OVER = "PRINTEMPS20"  # for whoever wants to see how the shop says no
ENDED = timedelta(days=120)  # ago
DELIVERED = "LIVRAISON"  # free delivery, from a total on
FRIENDS = "AMIS15"  # for a group that the demo's shopper is in
FRIENDS_GROUP = "Amis de la maison"
DRINKS = "boissons"  # the category of which the fourth one is free, without a code
CUT_OFF = time(14, 0)

# names by language, countries, and the working days more that they take
Texts = Mapping[str, str]
ZONES: Mapping[str, tuple[Texts, str, int]] = {
    "home": ({"fr": "France", "en": "France"}, "FR,MC", 0),
    "near": ({"fr": "Pays voisins", "en": "Near neighbours"}, "BE,LU,DE,NL,IT,ES", 1),
    "union": (
        {"fr": "Reste de l’Union", "en": "Rest of the Union"},
        "AT,BG,HR,CY,CZ,DK,EE,FI,GR,HU,IE,LV,LT,MT,PL,PT,RO,SK,SI,SE",
        2,
    ),
    "beyond": (
        {"fr": "Suisse et Royaume-Uni", "en": "Switzerland and United Kingdom"},
        "CH,GB",
        3,
    ),
}

# name and description by language, days, and by zone the rates: up to grams, from a total, price.
Rates = Mapping[str, list[tuple[int | None, int, int]]]
METHODS: list[tuple[Texts, Texts, tuple[int, int], Rates]] = [
    (
        {"fr": "Point relais", "en": "Pickup point"},
        {
            "fr": "À retirer près de chez vous, quand cela vous arrange.",
            "en": "Collect it near you, when it suits you.",
        },
        (3, 5),
        {
            "home": [(2000, 0, 390), (10_000, 0, 690), (None, 4900, 0)],
            "near": [(2000, 0, 590), (10_000, 0, 890), (10_000, 7900, 0)],
        },
    ),
    (
        {"fr": "À domicile", "en": "To your door"},
        {"fr": "Remis par le facteur.", "en": "Brought by the postman."},
        (2, 4),
        {
            "home": [(2000, 0, 590), (10_000, 0, 990), (None, 0, 1490), (None, 7900, 0)],
            "near": [(2000, 0, 890), (10_000, 0, 1390), (None, 0, 1990), (10_000, 9900, 0)],
            "union": [(2000, 0, 1190), (10_000, 0, 1790), (None, 0, 2490), (10_000, 14_900, 0)],
            "beyond": [(2000, 0, 1490), (10_000, 0, 2290)],
        },
    ),
    (
        {"fr": "Express", "en": "Express"},
        {"fr": "Chez vous le jour ouvré suivant.", "en": "At your place the next working day."},
        (1, 1),
        {"home": [(5000, 0, 1290), (10_000, 0, 1790)]},
    ),
]


@transaction.atomic
def load_selling() -> None:
    """Create delivery methods and promotions, unless the shop has some already."""
    if not DeliveryMethod.objects.exists():
        _load_delivery()
    if not Promotion.objects.exists():
        Promotion.objects.create(code=CODE, percent=10)
        Promotion.objects.create(code=THANKS, percent=5)
        Promotion.objects.create(code=OVER, percent=20, ends_at=clock.now() - ENDED)
        _load_more_promotions()


def _load_more_promotions() -> None:
    """Show the other kinds: free delivery, one for a group, and one that counts by itself."""
    Promotion.objects.create(
        code=DELIVERED,
        kind=Kind.FREE_DELIVERY,
        least_total=3000,
        **_texts(name={"fr": "Livraison offerte", "en": "Free delivery"}),
    )
    friends = CustomerGroup.objects.create(name=FRIENDS_GROUP)
    friends.members.set(User.objects.filter(email=SHOPPER.email))
    Promotion.objects.create(
        code=FRIENDS,
        percent=15,
        group=friends,
        stacking=Stacking.UNREDUCED,
        **_texts(name={"fr": "Pour les amis de la maison", "en": "For friends of the house"}),
    )
    drinks = Category.objects.filter(slug=DRINKS).first()
    if drinks is not None:  # without it, it would be for everything
        fourth = Promotion.objects.create(
            kind=Kind.BUY_X_GET_Y,
            buys=3,
            gets=1,
            percent=100,
            **_texts(
                name={
                    "fr": "Trois boissons achetées, la quatrième offerte",
                    "en": "Buy three drinks, get the fourth one",
                }
            ),
        )
        PromotionTarget.objects.create(promotion=fourth, category=drinks)


def _load_delivery() -> None:
    zones = {
        key: DeliveryZone.objects.create(
            countries=countries, extra_days=days, position=position, **_texts(name=names)
        )
        for position, (key, (names, countries, days)) in enumerate(ZONES.items())
    }
    for position, (names, descriptions, (fewest, most), rates) in enumerate(METHODS):
        method = DeliveryMethod.objects.create(
            fewest_days=fewest,
            most_days=most,
            cut_off=CUT_OFF,
            position=position,
            **_texts(name=names, description=descriptions),
        )
        DeliveryRate.objects.bulk_create(
            DeliveryRate(
                method=method,
                zone=zones[key],
                most_weight=most_weight,
                least_total=least_total,
                price=price,
            )
            for key, bands in rates.items()
            for most_weight, least_total, price in bands
        )


def _texts(**fields: Texts) -> dict[str, str]:
    return {
        f"{field}_{language}": text
        for field, texts in fields.items()
        for language, text in texts.items()
    }
