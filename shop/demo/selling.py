"""How the demo shop delivers, and the promo codes that visitors may try."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from cart.models import DeliveryMethod, DeliveryRate, Promotion
from shop.core import clock

CODE = "BIENVENUE10"
THANKS = "MERCI5"
OVER = "PRINTEMPS20"  # for whoever wants to see how the shop says no
ENDED = timedelta(days=120)  # ago
NEAR = "FR,BE,LU,MC"
EUROPE = "FR,BE,LU,MC,AT,DE,DK,ES,FI,GR,IE,IT,NL,PL,PT,SE,CH,GB"

# name and description by language, countries, days, and rates: up to grams, from a total, price.
Texts = Mapping[str, str]
Rates = list[tuple[int | None, int, int]]
METHODS: list[tuple[Texts, Texts, str, tuple[int, int], Rates]] = [
    (
        {"fr": "Point relais", "en": "Pickup point"},
        {
            "fr": "À retirer près de chez vous, quand cela vous arrange.",
            "en": "Collect it near you, when it suits you.",
        },
        NEAR,
        (3, 5),
        [(2000, 0, 390), (10_000, 0, 690), (None, 4900, 0)],
    ),
    (
        {"fr": "À domicile", "en": "To your door"},
        {"fr": "Remis par le facteur.", "en": "Brought by the postman."},
        EUROPE,
        (2, 4),
        [(2000, 0, 590), (10_000, 0, 990), (None, 0, 1490), (None, 7900, 0)],
    ),
    (
        {"fr": "Express", "en": "Express"},
        {"fr": "Chez vous le jour ouvré suivant.", "en": "At your place the next working day."},
        "FR",
        (1, 1),
        [(5000, 0, 1290)],
    ),
]


@transaction.atomic
def load_selling() -> None:
    """Create delivery methods and promo codes, unless the shop has some already."""
    if not DeliveryMethod.objects.exists():
        for position, (name, description, countries, (fewest, most), rates) in enumerate(METHODS):
            method = DeliveryMethod.objects.create(
                countries=countries,
                fewest_days=fewest,
                most_days=most,
                position=position,
                **{f"name_{language}": text for language, text in name.items()},
                **{f"description_{language}": text for language, text in description.items()},
            )
            for most_weight, least_total, price in rates:
                DeliveryRate.objects.create(
                    method=method, most_weight=most_weight, least_total=least_total, price=price
                )
    if not Promotion.objects.exists():
        Promotion.objects.create(code=CODE, percent=10)
        Promotion.objects.create(code=THANKS, percent=5)
        Promotion.objects.create(code=OVER, percent=20, ends_at=clock.now() - ENDED)
