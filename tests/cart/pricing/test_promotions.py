"""What each kind of promotion takes off, and how several go together. Worked out by hand."""

from datetime import timedelta

import pytest

from cart.pricing import Deal, Item, Kind, Postage, Stacking, Targets, TaxRules, Visit, price
from tests.conftest import NOON

TAXES = TaxRules(rates={"standard": 2000})
TEA, MUG, POT = 1, 2, 3
KITCHEN, DRINKS = "0001", "00010002"
DAY = timedelta(days=1)


def item(unit_price, quantity=1, product=TEA, brand=None, path=DRINKS):
    return Item(
        key=0, unit_price=unit_price, quantity=quantity, tax_class="standard",
        product=product, brand=brand, path=path,
    )  # fmt: skip


def deal(key=1, kind=Kind.PERCENTAGE, **fields):
    return Deal(**{"key": key, "label": f"deal {key}", "kind": kind, **fields})


def totals(items, *deals, postage=490, cheapest=None, free_from=None, **visit):
    def delivery(goods):
        if postage is None:
            return None
        cost = 0 if free_from is not None and goods >= free_from else postage
        return Postage(price=cost, cheapest=min(cost, cost if cheapest is None else cheapest))

    return price(
        items,
        deals=deals,
        visit=Visit(**{"at": NOON, "country": "FR", **visit}),
        delivery=delivery,
        taxes=TAXES,
    )


def gave(found):
    """Return ``{key: (off the items, off delivery)}``."""
    return {each.key: (each.amount, each.delivery) for each in found.applied}


def obstacles(found):
    return {
        key: (each.reason.value, each.missing, each.other) for key, each in found.obstacles.items()
    }


FREE = {"kind": Kind.FREE_DELIVERY}
TEN, FIVE_EUROS = {"percent": 10}, {"kind": Kind.FIXED, "amount": 500}
THIRD_FREE = {"kind": Kind.BUY_X_GET_Y, "buys": 2, "gets": 1, "percent": 100}
OF_MUGS = Targets(products=frozenset({MUG}))


@pytest.mark.parametrize(
    ("fields", "items", "expected"),
    [
        (TEN, [item(1995)], (200, 0)),  # 199.5, rounded half up
        (TEN, [item(1000, 3), item(505)], (351, 0)),  # 350.5 of it all, rounded once
        ({**TEN, "most_off": 150}, [item(1995)], (150, 0)),
        (FIVE_EUROS, [item(1995)], (500, 0)),
        (FIVE_EUROS, [item(300)], (300, 0)),  # never below nothing
        (FREE, [item(1995)], (0, 490)),
        ({**FREE, "most_off": 300}, [item(1995)], (0, 300)),
        (THIRD_FREE, [item(400, 3)], (400, 0)),
        (THIRD_FREE, [item(400, 5)], (400, 0)),
        (THIRD_FREE, [item(400, 6)], (800, 0)),
        (THIRD_FREE, [item(900, 2), item(400), item(300)], (300, 0)),  # the cheapest is given
        ({**THIRD_FREE, "percent": 50}, [item(333, 3)], (167, 0)),  # 166.5
        ({**TEN, "bought": OF_MUGS}, [item(1000), item(2000, product=MUG)], (200, 0)),
        ({**TEN, "bought": Targets(brands=frozenset({7}))}, [item(1000), item(500, brand=7)], (50, 0)),
        ({**TEN, "bought": Targets(paths=frozenset({KITCHEN}))}, [item(1000)], (100, 0)),
        ({**TEN, "bought": Targets(paths=frozenset({DRINKS})), "given": OF_MUGS},
         [item(1000), item(2000, product=MUG, path="0003")], (200, 0)),
    ],
)  # fmt: skip
def test_what_it_gives(fields, items, expected):
    assert gave(totals(items, deal(**fields))) == {1: expected}


def test_a_percentage_is_spread_by_largest_remainder():
    found = totals([item(35), item(35), item(35)], deal(**TEN))
    assert [line.reductions for line in found.items] == [
        (("deal 1", 4),),
        (("deal 1", 4),),
        (("deal 1", 3),),
    ]


def test_of_a_dearer_way_as_much_as_the_cheapest_costs_comes_off():
    found = totals([item(1995)], deal(**FREE), postage=1290, cheapest=490)
    assert (found.delivery, found.delivery_discount, found.total) == (1290, 490, 2795)


def test_a_unit_that_is_given_is_worth_what_earlier_ones_left_of_it():
    """Ten percent off three of 4 €: two are paid at 3.60 €, and the third one is given."""
    found = totals([item(400, 3)], deal(1, **TEN), deal(2, **THIRD_FREE))
    assert gave(found) == {1: (120, 0), 2: (360, 0)}
    assert found.total - found.delivery == 720


def test_other_things_may_be_given_than_are_bought():
    """Two teas bring a mug at half price; three teas still bring one, four bring two."""
    offer = deal(
        kind=Kind.BUY_X_GET_Y, buys=2, gets=1, percent=50,
        bought=Targets(products=frozenset({TEA})), given=OF_MUGS,
    )  # fmt: skip
    for teas, mugs, off in [(2, 1, 500), (3, 2, 500), (4, 2, 1000), (4, 1, 500)]:
        found = totals([item(700, teas), item(1000, mugs, product=MUG)], offer)
        assert gave(found) == {1: (off, 0)}


def test_a_unit_is_never_bought_and_given_at_once():
    """Mugs count as bought, too: of three mugs two are bought and the third is given."""
    offer = deal(**THIRD_FREE, given=OF_MUGS)
    for mugs, off in [(2, None), (3, 1000), (5, 1000), (6, 2000)]:
        found = totals([item(1000, mugs, product=MUG)], offer)
        assert gave(found) == ({1: (off, 0)} if off else {})


@pytest.mark.parametrize(
    ("fields", "visit", "expected"),
    [
        ({"is_active": False}, {}, ("unknown", 0, "")),
        ({"starts_at": NOON + DAY}, {}, ("too_early", 0, "")),
        ({"ends_at": NOON}, {}, ("too_late", 0, "")),
        ({"most_uses": 3, "uses": 3}, {}, ("used_up", 0, "")),
        ({"most_uses_a_person": 1, "uses_by_person": 1}, {}, ("used_by_you", 0, "")),
        ({"is_for_first_order": True}, {"has_ordered": True}, ("not_first_order", 0, "")),
        ({"group": "trade"}, {}, ("group", 0, "")),
        ({"countries": {"BE"}}, {}, ("country", 0, "")),
        ({"bought": OF_MUGS}, {}, ("no_items", 0, "")),
        ({"given": OF_MUGS}, {}, ("no_items", 0, "")),
        ({"least_total": 5000}, {}, ("least_total", 3005, "")),
        ({"kind": Kind.BUY_X_GET_Y, "buys": 2, "gets": 1}, {}, ("quantity", 2, "")),
        ({"kind": Kind.BUY_X_GET_Y, "buys": 1, "gets": 3}, {}, ("quantity", 3, "")),
        ({"kind": Kind.FREE_DELIVERY}, {"postage": None}, ("no_delivery", 0, "")),
        ({"kind": Kind.FREE_DELIVERY}, {"postage": 0}, ("no_delivery", 0, "")),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(fields, visit, expected):
    found = totals([item(1995)], deal(**{"percent": 10, **fields}), **visit)
    assert (gave(found), obstacles(found)) == ({}, {1: expected})


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": NOON, "ends_at": NOON + DAY},
        {"most_uses": 3, "uses": 2},
        {"most_uses_a_person": 2, "uses_by_person": 1},
        {"is_for_first_order": True},
        {"group": "trade", "is_member": True},
        {"countries": {"BE", "FR"}},
        {"least_total": 1995},
    ],
)
def test_a_condition_that_is_just_met(fields):
    assert gave(totals([item(1995)], deal(**TEN, **fields))) == {1: (200, 0)}


def test_things_that_cost_nothing_leave_nothing_to_take_off():
    assert obstacles(totals([item(0)], deal(**TEN))) == {1: ("nothing", 0, "")}


def test_one_works_on_what_the_other_has_left():
    """5.00 off 20.00, then 10 % of 15.00; the other way round 2.00 and 5.00."""
    by_amount, by_percent = deal(1, **FIVE_EUROS), deal(2, **TEN)
    assert gave(totals([item(2000)], by_amount, by_percent)) == {1: (500, 0), 2: (150, 0)}
    first = deal(2, **TEN, priority=-1)
    assert gave(totals([item(2000)], by_amount, first)) == {2: (200, 0), 1: (500, 0)}


def test_two_that_would_take_off_more_than_there_is():
    found = totals([item(600)], deal(1, **FIVE_EUROS), deal(2, **FIVE_EUROS))
    assert (gave(found), found.goods) == ({1: (500, 0), 2: (100, 0)}, 0)


def test_one_may_leave_alone_what_is_reduced():
    mugs_off = deal(1, **TEN, bought=OF_MUGS)
    rest = deal(2, percent=50, stacking=Stacking.UNREDUCED)
    found = totals([item(1000), item(2000, product=MUG)], mugs_off, rest)
    assert gave(found) == {1: (200, 0), 2: (500, 0)}
    found = totals([item(2000, product=MUG)], mugs_off, rest)
    assert (gave(found), obstacles(found)) == ({1: (200, 0)}, {2: ("reduced", 0, "")})


def test_one_that_goes_alone_is_taken_when_it_leaves_less_to_pay():
    sale, free, code = deal(1, **TEN), deal(2, **FREE), deal(3, percent=40, stacking=Stacking.ALONE)
    found = totals([item(2000)], sale, free, code)  # 690 off together, 800 alone
    assert gave(found) == {3: (800, 0)}
    assert obstacles(found) == {
        1: ("not_together", 0, "deal 3"),
        2: ("not_together", 0, "deal 3"),
    }


def test_one_that_goes_alone_gives_way_to_what_gives_as_much():
    sale, code = deal(1, **TEN), deal(2, **TEN, stacking=Stacking.ALONE)
    found = totals([item(2000)], sale, code)
    assert (gave(found), obstacles(found)) == (
        {1: (200, 0)},
        {2: ("not_together", 0, "deal 1")},
    )


def test_of_two_that_go_alone_priority_decides_between_equals():
    one = deal(1, **TEN, stacking=Stacking.ALONE)
    two = deal(2, **TEN, stacking=Stacking.ALONE, priority=-1)
    assert gave(totals([item(2000)], one, two)) == {2: (200, 0)}


def test_none_is_applied_that_would_cost_more_than_it_gives():
    """20.00 travel free from 20.00 on; with 5 % off, 19.00 and 4.90 would be more."""
    found = totals([item(2000)], deal(percent=5), free_from=2000)
    assert (gave(found), obstacles(found), found.total) == ({}, {1: ("nothing", 0, "")}, 2000)
    found = totals([item(2000)], deal(percent=50), free_from=2000)
    assert (gave(found), found.total) == ({1: (1000, 0)}, 1490)


def test_a_code_takes_nothing_away_that_is_given_without_it():
    """20.00 travel free from 19.00 on; 1.00 off for everybody leaves that, 1.00 more does not."""
    sale, code = deal(1, percent=5), deal(2, percent=5, code="MORE")
    found = totals([item(2000)], sale, code, free_from=1900)
    assert (gave(found), found.total) == ({1: (100, 0)}, 1900)
    assert obstacles(found) == {2: ("nothing", 0, "")}


def test_free_delivery_is_given_once():
    found = totals([item(2000)], deal(1, **FREE), deal(2, **FREE))
    assert (gave(found), obstacles(found)) == ({1: (0, 490)}, {2: ("no_delivery", 0, "")})


def test_tax_is_in_what_is_left():
    """12.00 and 6.00 postage, half off the one and the other free: 6.00 hold 1.00 of tax."""
    found = totals([item(1200)], deal(1, percent=50), deal(2, **FREE), postage=600)
    assert [(part.rate, part.amount, part.tax) for part in found.taxes] == [(2000, 600, 100)]
