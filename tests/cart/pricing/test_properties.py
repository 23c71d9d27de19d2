"""What holds for every cart, whatever is in it and whatever comes off (M6, M7)."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cart.pricing import WHOLE, Deal, Exemption, Kind, Stacking
from tests.cart.pricing.carts import deals, items, postages, priced, tax_rules, visits

cases = given(st.tuples(items, deals, visits, postages(), tax_rules))
quick = settings(max_examples=100, derandomize=True, deadline=None)


@quick
@cases
def test_the_total_is_the_sum_of_what_is_shown(case):
    totals = priced(*case)
    off = sum(each.amount + each.delivery for each in totals.applied)
    shown = totals.subtotal - off + (totals.delivery or 0) - totals.relief
    assert totals.total == shown
    assert totals.subtotal == sum(line.gross for line in totals.items)
    assert totals.discount == sum(line.discount for line in totals.items)
    assert totals.discount == sum(each.amount for each in totals.applied)
    assert totals.delivery_discount == sum(each.delivery for each in totals.applied)


@quick
@cases
def test_nothing_is_negative(case):
    totals = priced(*case)
    amounts = [line.discount for line in totals.items] + [line.total for line in totals.items]
    amounts += [part.amount for part in totals.taxes] + [part.tax for part in totals.taxes]
    amounts += [each.amount for each in totals.applied] + [each.delivery for each in totals.applied]
    postage = (totals.delivery or 0) - totals.delivery_discount
    assert min([totals.total, totals.goods, totals.relief, postage, *amounts]) >= 0


@quick
@cases
def test_tax_parts_make_up_the_total(case):
    totals = priced(*case)
    assert sum(part.amount for part in totals.taxes) == totals.total
    assert len({part.rate for part in totals.taxes}) == len(totals.taxes)
    assert totals.tax == sum(part.tax for part in totals.taxes)


@quick
@cases
def test_tax_is_what_the_amount_contains(case):
    """Within half a unit of amount × rate / (1 + rate), and never more than the amount."""
    for part in priced(*case).taxes:
        exact = Fraction(part.amount * part.rate, WHOLE + part.rate)
        assert -Fraction(1, 2) < part.tax - exact <= Fraction(1, 2)
        assert part.tax <= part.amount


@quick
@cases
def test_every_promotion_gives_something_or_says_why_not(case):
    items, deals, visit, postage, taxes = case
    totals = priced(items, deals, visit, postage, taxes)
    gave = {each.key for each in totals.applied}
    assert gave | set(totals.obstacles) == {deal.key for deal in deals}
    assert not gave & set(totals.obstacles)
    assert all(each.amount + each.delivery > 0 for each in totals.applied)


@quick
@cases
def test_promotions_never_make_it_dearer(case):
    items, deals, visit, postage, taxes = case
    with_them = priced(items, deals, visit, postage, taxes)
    without = priced(items, (), visit, postage, taxes)
    due = [
        totals.goods + (totals.delivery or 0) - totals.delivery_discount
        for totals in (with_them, without)
    ]
    assert due[0] <= due[1]


@quick
@cases
def test_a_code_never_makes_it_dearer_than_it_is_without(case):
    items, deals, visit, postage, taxes = case
    uncoded = [deal for deal in deals if not deal.code]
    due = [
        totals.total + totals.relief
        for totals in (priced(items, each, visit, postage, taxes) for each in (deals, uncoded))
    ]
    assert due[0] <= due[1]


@quick
@cases
def test_one_that_goes_with_no_other_is_alone(case):
    items, deals, visit, postage, taxes = case
    gave = {each.key for each in priced(items, deals, visit, postage, taxes).applied}
    alone = {deal.key for deal in deals if deal.stacking is Stacking.ALONE}
    assert len(gave) == 1 or not gave & alone


@quick
@cases
def test_none_gives_more_than_its_most(case):
    items, deals, visit, postage, taxes = case
    most = {deal.key: deal.most_off for deal in deals if deal.most_off is not None}
    for each in priced(items, deals, visit, postage, taxes).applied:
        assert each.amount + each.delivery <= most.get(each.key, 10**12)


@quick
@given(items, st.integers(1, 100), visits, postages(), tax_rules)
def test_a_percentage_is_rounded_half_up_and_spread(items, percent, visit, postage, taxes):
    off = Deal(key=1, label="less", kind=Kind.PERCENTAGE, percent=percent)
    totals = priced(items, [off], visit, postage, taxes)
    if not totals.applied:
        return
    exact = Fraction(totals.subtotal * percent, 100)
    assert -Fraction(1, 2) < totals.discount - exact <= Fraction(1, 2)
    for line in totals.items:  # and each part is less than a unit from its share
        share = Fraction(totals.discount * line.gross, totals.subtotal or 1)
        assert abs(line.discount - share) < 1


@quick
@given(items, st.integers(1, 100), visits, postages(), tax_rules)
def test_the_order_of_the_lines_makes_no_difference(items, percent, visit, postage, taxes):
    off = [Deal(key=1, label="less", kind=Kind.PERCENTAGE, percent=percent)]
    forth, back = (priced(each, off, visit, postage, taxes) for each in (items, items[::-1]))
    assert (forth.total + forth.relief, forth.discount) == (back.total + back.relief, back.discount)


@quick
@cases
def test_without_tax_what_it_was_in_the_prices_is_taken_off(case):
    items, deals, visit, postage, taxes = case
    charged = priced(items, deals, visit, postage, replace(taxes, exemption=None))
    exempt = priced(items, deals, visit, postage, replace(taxes, exemption=Exemption.EXPORT))
    assert exempt.relief == charged.tax
    assert exempt.exemption is Exemption.EXPORT
    assert (exempt.tax, exempt.goods, exempt.delivery) == (0, charged.goods, charged.delivery)
    # What is left of each rate's amount once its tax is gone.
    assert exempt.total == sum(part.amount - part.tax for part in charged.taxes)
    assert exempt.total == sum(part.amount for part in exempt.taxes)
    assert len(exempt.taxes) == (1 if items else 0)
