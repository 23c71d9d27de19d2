"""Carts, promotions and postage for the calculator, as Hypothesis draws them."""

from hypothesis import strategies as st

from cart.models import LARGEST_QUANTITY
from cart.pricing import (
    WHOLE,
    Deal,
    Exemption,
    Item,
    Kind,
    Postage,
    Stacking,
    Targets,
    TaxRules,
    Visit,
    price,
)
from tests.conftest import NOON

CLASSES = ("standard", "reduced", "zero")
PATHS = ("00010001", "00010002", "0002", "")
COUNTRIES = ("FR", "DE", "CH")

items = st.lists(
    st.builds(
        Item,
        key=st.integers(1, 10**6),
        unit_price=st.integers(0, 10**7),
        quantity=st.one_of(st.integers(1, 5), st.just(LARGEST_QUANTITY)),
        tax_class=st.sampled_from(CLASSES),
        product=st.integers(1, 4),
        brand=st.sampled_from([None, 1, 2]),
        path=st.sampled_from(PATHS),
    ),
    max_size=6,
)

targets = st.builds(
    Targets,
    products=st.frozensets(st.integers(1, 4), max_size=1),
    brands=st.frozensets(st.integers(1, 2), max_size=1),
    paths=st.frozensets(st.sampled_from(["0001", "00010001", "0002"]), max_size=1),
)


@st.composite
def _deal(draw, key):
    return Deal(
        key=key,
        label=f"deal {key}",
        code=draw(st.sampled_from(["", f"CODE{key}"])),
        kind=draw(st.sampled_from(Kind)),
        percent=draw(st.integers(1, 100)),
        amount=draw(st.integers(1, 10**6)),
        buys=draw(st.integers(1, 3)),
        gets=draw(st.integers(1, 3)),
        most_off=draw(st.none() | st.integers(1, 10**4)),
        bought=draw(targets),
        given=draw(targets),
        least_total=draw(st.sampled_from([0, 100, 10**6])),
        countries=draw(st.sampled_from([frozenset(), frozenset({"FR"})])),
        is_for_first_order=draw(st.booleans()),
        priority=draw(st.integers(-1, 1)),
        stacking=draw(st.sampled_from(Stacking)),
    )


deals = st.integers(0, 5).flatmap(
    lambda count: st.tuples(*[_deal(key) for key in range(1, count + 1)])
)
visits = st.builds(
    Visit, at=st.just(NOON), country=st.sampled_from(COUNTRIES), has_ordered=st.booleans()
)
tax_rules = st.builds(
    TaxRules,
    rates=st.fixed_dictionaries({name: st.integers(0, WHOLE) for name in CLASSES}),
    exemption=st.sampled_from([None, *Exemption]),
)


@st.composite
def postages(draw):
    """Return what delivery costs by the value of the goods: less from a threshold on, or nothing."""
    dear, cheap = sorted(draw(st.tuples(st.integers(0, 10**5), st.integers(0, 10**5))))[::-1]
    threshold = draw(st.integers(0, 10**6))
    is_known = draw(st.booleans())

    def postage(goods):
        cost = cheap if goods >= threshold else dear
        return Postage(price=cost, cheapest=cost // 2) if is_known else None

    return postage


def priced(items, deals, visit, postage, taxes):
    return price(items, deals=deals, visit=visit, delivery=postage, taxes=taxes)


def price_of(items, *, percent=0, delivery=None, taxes):
    """Return the totals with a percentage off everything, and postage of so much."""
    off = Deal(key=1, label="less", kind=Kind.PERCENTAGE, percent=percent)
    postage = None if delivery is None else Postage(price=delivery, cheapest=delivery)
    visit = Visit(at=NOON, country="FR")
    return priced(items, [off] if percent else [], visit, lambda _goods: postage, taxes)
