from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cart.models import Cart, Promotion, Trouble
from cart.promotions import codes
from tests.conftest import NOON
from tests.factories import PromotionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_code_is_found_however_it_is_typed(cart, line):
    promotion = PromotionFactory(code="WELCOME10")
    codes.apply_code(cart=cart, text="  welcome10 ")
    assert Cart.objects.get().promotion == promotion
    codes.drop_code(cart=cart)
    assert Cart.objects.get().promotion is None


@pytest.mark.parametrize(
    ("fields", "reason", "words"),
    [
        ({"code": "OTHER"}, "unknown", "There is no code “SPRING”. Please check how it is spelt."),
        ({"is_active": False}, "unknown", "There is no code “SPRING”."),
        ({"starts_at": NOON + DAY}, "too_early", "The code SPRING is valid from March 5, 2026 on."),
        ({"ends_at": NOON}, "too_late", "The code SPRING was valid until March 4, 2026."),
    ],
)
def test_a_refused_code_says_which_condition_failed(clock, cart, line, fields, reason, words):
    PromotionFactory(**{"code": "SPRING", **fields})
    with override("en"), pytest.raises(codes.Refused) as refusal:
        codes.apply_code(cart=cart, text="SPRING")
    assert refusal.value.reason == reason
    assert refusal.value.words.startswith(words)
    assert Trouble.objects.values_list("kind", "detail").get() == ("code_refused", reason)
    assert Cart.objects.get().promotion is None


def test_the_database_refuses_codes_that_differ_in_case_alone():
    PromotionFactory(code="Spring")
    with pytest.raises(IntegrityError, match="promotion_code_unique"), transaction.atomic():
        PromotionFactory(code="SPRING")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("promotion_percent_in_bounds", {"percent": 0}),
        ("promotion_percent_in_bounds", {"percent": 101}),
        ("promotion_ends_after_start", {"starts_at": NOON, "ends_at": NOON}),
    ],
)
def test_the_database_refuses_a_promotion(name, change):
    PromotionFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Promotion.objects.update(**change)
