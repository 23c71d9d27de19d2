"""Who they are: made up, and called so that nobody takes them for real."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction

from checkout.models import Order
from shop.core.users.models import User

NAMES = (
    "Alix", "Andréa", "Camille", "Charlie", "Claude", "Dominique", "Eden", "Ange", "Lou", "Loïs",
    "Maé", "Maxime", "Morgan", "Noa", "Noor", "Robin", "Sacha", "Sam", "Stéphane", "Swann",
)  # fmt: skip
TOWNS = (
    ("FR", "75011", "Paris"), ("FR", "69003", "Lyon"), ("FR", "13006", "Marseille"),
    ("FR", "44000", "Nantes"), ("FR", "59800", "Lille"), ("FR", "67000", "Strasbourg"),
    ("FR", "31000", "Toulouse"), ("FR", "35000", "Rennes"), ("FR", "33000", "Bordeaux"),
    ("FR", "29200", "Brest"), ("BE", "1000", "Bruxelles"), ("LU", "1111", "Luxembourg"),
)  # fmt: skip
_NUMBERED = re.compile(r"demo\.(\d+)@demo\.example")
SPEAKS_FRENCH = 0.65
HAS_ACCOUNT = 0.6
WANTS_REMINDERS = 0.55


@dataclass
class DemoPerson:
    """One shopper; ``user`` is their account once they have opened one."""

    number: int
    name: str
    language: str
    town: tuple[str, str, str]
    would_open_account: bool
    wants_reminders: bool
    user: User | None = field(default=None, compare=False)

    @property
    def email(self) -> str:
        return f"demo.{self.number}@demo.example"

    @property
    def full_name(self) -> str:
        return f"{self.name} Démo"

    @property
    def home(self) -> Mapping[str, str]:
        country, postcode, city = self.town
        street = "rue des Essais"
        return {
            "country": country,
            "name": self.full_name,
            "line1": f"{self.number} {street}",
            "postcode": postcode,
            "city": city,
        }

    @transaction.atomic
    def open_account(self) -> None:
        """Open an account that nobody can sign in to: it has no password."""
        self.user = User.objects.create_user(self.email, None, full_name=self.full_name)
        EmailAddress.objects.create(user=self.user, email=self.email, verified=True, primary=True)


def make_people(random: Random, count: int) -> list[DemoPerson]:
    """Make up ``count`` people that no earlier story knows."""
    first = _highest_number() + 1
    return [
        DemoPerson(
            number=number,
            name=random.choice(NAMES),
            language="fr" if random.random() < SPEAKS_FRENCH else "en",
            town=random.choice(TOWNS),
            would_open_account=random.random() < HAS_ACCOUNT,
            wants_reminders=random.random() < WANTS_REMINDERS,
        )
        for number in range(first, first + count)
    ]


def _highest_number() -> int:
    emails = Order.objects.filter(email__startswith="demo.").values_list("email", flat=True)
    known = (_NUMBERED.fullmatch(email) for email in emails.distinct())
    return max((int(match[1]) for match in known if match), default=0)
