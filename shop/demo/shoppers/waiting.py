"""Who waits for what is sold out, and for what the shop does not sell: so that staff see what to stock."""

from collections.abc import Iterator
from typing import Final

from django.db.models import F

from catalog.alerts.asking import Asker, ask_for_search, ask_for_variant
from catalog.models import Alert, Variant
from shop.core.users.models import User

PEOPLE: Final = 6
SOLD_OUT: Final = 2  # of the catalogue, the first by their SKU
NOT_SOLD: Final = ("trampoline", "drone")  # words of both languages


def let_some_wait() -> list[Alert]:
    """Let demo shoppers who have an account ask to be told; return what they wait for.

    The first of them waits for all of it, the next for one thing less, and so on. Safe to repeat.
    """
    users = User.objects.filter(email__startswith="demo.", email__endswith="@demo.example")
    askers = [
        Asker(address=user.email, is_sure=True, language="fr")
        for user in users.order_by("pk")[:PEOPLE]
    ]
    return [alert for place, asker in enumerate(askers) for alert in _asked(asker, place)]


def _asked(asker: Asker, place: int) -> Iterator[Alert]:
    gone = Variant.objects.filter(
        is_active=True, stock__is_tracked=True, stock__on_hand__lte=F("stock__reserved")
    )
    kept = max(1, SOLD_OUT - place // 2)
    asked = [
        *(ask_for_variant(variant=each, asker=asker) for each in gone.order_by("sku")[:kept]),
        *(ask_for_search(text=text, asker=asker) for text in NOT_SOLD[place // 4 :]),
    ]
    yield from (alert for alert in asked if alert is not None)
