from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cart.models import Promotion
from cart.promotions.standing import standing_at
from tests.conftest import NOON
from tests.factories import PromotionFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, "holds"),
        ({"starts_at": NOON, "ends_at": NOON + SECOND}, "holds"),
        ({"uses": 2, "most_uses": 3}, "holds"),
        ({"starts_at": NOON + SECOND}, "not_yet"),
        ({"ends_at": NOON}, "over"),
        ({"uses": 3, "most_uses": 3}, "used_up"),
        ({"uses": 3, "most_uses": 3, "starts_at": NOON + SECOND}, "used_up"),
        ({"uses": 3, "most_uses": 3, "ends_at": NOON}, "over"),
        ({"is_active": False, "ends_at": NOON}, "off"),
    ],
)
def test_a_promotion_and_the_database_say_the_same(clock, fields, standing):
    row = PromotionFactory(**fields)
    found = Promotion.objects.annotate(stands=standing_at(NOON)).get()
    assert (row.standing, found.stands) == (standing, standing)


@pytest.mark.parametrize("names", [{}, {"name_fr": "", "name_en": None}])
def test_the_database_refuses_one_that_has_neither_name_nor_code(names):
    row = PromotionFactory()
    with (
        pytest.raises(IntegrityError, match="promotion_has_a_name_or_code"),
        transaction.atomic(),
    ):
        Promotion.objects.filter(pk=row.pk).update(code="", **names)
    Promotion.objects.filter(pk=row.pk).update(code="", name_fr=None, name_en="Summer")
