from recovery.models import Decision, Episode
from shop.core.messaging.people import merge, person_for
from tests.recovery.conftest import HOUR, MINUTE


def test_two_persons_become_one_with_one_open_episode(street):
    for name in ("early", "late"):
        street.leave("address", email=f"{name}@demo.example")
        street.clock.shift(MINUTE)
    street.after(HOUR)
    kept, merged = (person_for(f"{name}@demo.example") for name in ("early", "late"))
    merge(kept=kept, merged=merged)
    rows = Episode.objects.order_by("left_at").values_list("person", "state")
    assert list(rows) == [(kept.pk, "returned"), (kept.pk, "open")]
    assert set(Decision.objects.values_list("person", flat=True)) == {kept.pk}
