from datetime import timedelta

import pytest
from django.utils.translation import override

from cart.models import Promotion, PromotionTarget
from cart.promotions.sentence import in_a_sentence
from catalog.models import Brand, Category, Product
from shop.core.users.models import CustomerGroup
from tests.conftest import NOON

TEA = PromotionTarget(category=Category(name_en="Tea", name_fr="Thé"))
BEAR = PromotionTarget(brand=Brand(name="Bear"))
POT = PromotionTarget(side="given", product=Product(name_en="Pot", name_fr="Pot"))
BUNDLE = {"kind": "buy_x_get_y", "buys": 3, "gets": 1, "percent": 100}


def said(fields, targets=(), language="en"):
    with override(language):
        return in_a_sentence(Promotion(**fields), targets).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("fields", "targets", "words"),
    [
        ({"percent": 10}, [], "10% off everything."),
        ({"percent": 10}, [TEA], "10% off “Tea”."),
        ({"percent": 10}, [TEA, BEAR], "10% off “Tea” or “Bear”."),
        ({"percent": 10}, [POT], "10% off “Pot”."),
        ({"percent": 10}, [TEA, POT], "10% off “Pot” when “Tea” is bought."),
        ({"percent": 10}, [BEAR] * 7, f"10% off {', '.join(['“Bear”'] * 5)} or 2 others."),
        ({"kind": "fixed", "amount": 550}, [], "€5.50 off everything."),
        ({"kind": "free_delivery"}, [], "Free delivery."),
        ({"kind": "free_delivery"}, [TEA], "Free delivery with “Tea”."),
        (BUNDLE, [], "For every 3 pieces bought, 1 more piece for nothing."),
        (BUNDLE, [TEA], "For every 3 pieces bought of “Tea”, 1 more piece for nothing."),
        (
            {**BUNDLE, "buys": 1, "gets": 2, "percent": 50},
            [TEA, POT],
            "For every piece bought of “Tea”, 2 pieces of “Pot” with 50% off.",
        ),
    ],
)
def test_sentence_says_what_it_gives_on_what(fields, targets, words):
    assert said(fields, targets) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"most_off": 2000}, "€20.00 at most"),
        ({"least_total": 5000}, "from €50.00 of it on"),
        ({"is_for_first_order": True}, "for a first order"),
        ({"group": CustomerGroup(name="Trade")}, "for the group “Trade”"),
        ({"countries": "FR,BE"}, "delivered to France, Belgium"),
        ({"code": "SPRING"}, "with the code SPRING"),
        ({"starts_at": NOON}, "from March 4, 2026, 1 p.m. on"),
        ({"ends_at": NOON + timedelta(days=1)}, "until March 5, 2026, 1 p.m."),
        ({"most_uses": 1}, "for 1 order in all"),
        ({"most_uses": 100, "most_uses_a_person": 2}, "for 100 orders in all, 2 orders a person"),
        ({"stacking": "alone"}, "never together with another promotion"),
        ({"stacking": "unreduced"}, "not on items that others have reduced"),
    ],
)
def test_sentence_says_each_condition(fields, words):
    assert said({"percent": 10, **fields}).rstrip(".") == f"10% off everything, {words}".rstrip(".")
