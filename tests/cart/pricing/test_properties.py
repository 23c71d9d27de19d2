"""What holds for every cart, whatever is in it (M6, M7)."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cart.models import LARGEST_QUANTITY
from cart.pricing import WHOLE, Exemption, Item, TaxRules, price

CLASSES = ("standard", "reduced", "zero")

items = st.lists(
    st.builds(
        Item,
        key=st.integers(1, 10**6),
        unit_price=st.integers(0, 10**9),
        quantity=st.integers(1, LARGEST_QUANTITY),
        tax_class=st.sampled_from(CLASSES),
    ),
    max_size=8,
)
rates = st.fixed_dictionaries({name: st.integers(0, WHOLE) for name in CLASSES})
cases = given(items, st.integers(0, 100), st.integers(0, 10**7), rates)
exempt_cases = given(
    items, st.integers(0, 100), st.integers(0, 10**7), rates, st.sampled_from(Exemption)
)
quick = settings(max_examples=60, derandomize=True, deadline=None)


def priced(items, percent, delivery, rates, exemption=None):
    return price(
        items,
        percent=percent,
        delivery=delivery if items else None,
        taxes=TaxRules(rates=rates, exemption=exemption),
    )


@quick
@cases
def test_the_total_is_the_sum_of_what_is_shown(items, percent, delivery, rates):
    totals = priced(items, percent, delivery, rates)
    assert totals.subtotal == sum(line.gross for line in totals.items)
    assert totals.discount == sum(line.discount for line in totals.items)
    assert totals.total == sum(line.total for line in totals.items) + (totals.delivery or 0)


@quick
@cases
def test_nothing_is_negative(items, percent, delivery, rates):
    totals = priced(items, percent, delivery, rates)
    amounts = [line.discount for line in totals.items] + [line.total for line in totals.items]
    amounts += [part.amount for part in totals.taxes] + [part.tax for part in totals.taxes]
    assert min([totals.total, totals.goods, totals.discount, *amounts]) >= 0


@quick
@cases
def test_the_discount_is_the_percentage_rounded_half_up(items, percent, delivery, rates):
    totals = priced(items, percent, delivery, rates)
    exact = Fraction(totals.subtotal * percent, 100)
    assert -Fraction(1, 2) < totals.discount - exact <= Fraction(1, 2)
    for line in totals.items:  # and each part is less than a unit from its share
        share = Fraction(totals.discount * line.gross, totals.subtotal or 1)
        assert abs(line.discount - share) < 1


@quick
@cases
def test_tax_parts_make_up_the_total(items, percent, delivery, rates):
    totals = priced(items, percent, delivery, rates)
    assert sum(part.amount for part in totals.taxes) == totals.total
    assert len({part.rate for part in totals.taxes}) == len(totals.taxes)
    assert totals.tax == sum(part.tax for part in totals.taxes)


@quick
@cases
def test_tax_is_what_the_amount_contains(items, percent, delivery, rates):
    """Within half a unit of amount × rate / (1 + rate), and never more than the amount."""
    for part in priced(items, percent, delivery, rates).taxes:
        exact = Fraction(part.amount * part.rate, WHOLE + part.rate)
        assert -Fraction(1, 2) < part.tax - exact <= Fraction(1, 2)
        assert part.tax <= part.amount


@quick
@cases
def test_the_order_of_the_lines_makes_no_difference_to_what_is_paid(
    items, percent, delivery, rates
):
    forth, back = (
        priced(items, percent, delivery, rates),
        priced(items[::-1], percent, delivery, rates),
    )
    assert (forth.total, forth.discount) == (back.total, back.discount)


@quick
@exempt_cases
def test_without_tax_what_it_was_in_the_prices_is_taken_off(
    items, percent, delivery, rates, exemption
):
    charged = priced(items, percent, delivery, rates)
    exempt = priced(items, percent, delivery, rates, exemption)
    assert exempt.relief == charged.tax
    assert exempt.exemption is exemption
    assert (exempt.tax, exempt.goods, exempt.delivery) == (0, charged.goods, charged.delivery)
    # What is shown: lines, postage, and the tax taken off.
    shown = sum(line.total for line in exempt.items) + (exempt.delivery or 0) - exempt.relief
    assert exempt.total == shown
    # What is left of each rate's amount once its tax is gone.
    assert exempt.total == sum(part.amount - part.tax for part in charged.taxes)
    assert exempt.total == sum(part.amount for part in exempt.taxes)
    assert min(exempt.total, exempt.relief) >= 0
    assert len(exempt.taxes) == (1 if items else 0)
