"""Somebody wants what lies in another's cart, and has one of their own."""

import pytest

from cart import changing
from cart.changing import Closed
from cart.copying import Why, copy_lines
from cart.models import Cart, CartState, Line
from catalog.models import Product, Stock, Variant
from tests.factories import CartFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return CartFactory(user=UserFactory())


def rows(cart):
    lines = Line.objects.filter(cart=cart).order_by("variant__sku")
    return list(lines.values_list("variant__sku", "quantity", "place"))


def left_out(result):
    return [(each.line.variant.sku, each.why, each.left) for each in result.left_out]


def test_copies_come_in_and_the_other_cart_stays(cart, line, own, variant):
    pot = VariantFactory(sku="POT", price=500)
    saved = changing.add(cart=cart, variant=pot, quantity=1)
    changing.save_for_later(cart=cart, line_id=saved.pk)
    before = [Cart.objects.values().get(pk=cart.pk), *Line.objects.filter(cart=cart).values()]
    Variant.objects.filter(pk=variant.pk).update(price=1390)
    result = copy_lines(source=cart, into=own)
    assert [(each.cart, each.variant, each.quantity) for each in result.copied] == [
        (own, variant, 2)
    ]
    assert result.left_out == []
    assert rows(own) == [("CUP", 2, "in_cart")]
    assert Line.objects.get(cart=own).seen_price == 1390
    after = [Cart.objects.values().get(pk=cart.pk), *Line.objects.filter(cart=cart).values()]
    assert after == before


@pytest.mark.parametrize(("had", "has", "copied"), [(1, 2, 1), (2, 2, 0), (5, 5, 0)])
def test_of_a_thing_in_both_the_larger_quantity_counts(cart, line, own, variant, had, has, copied):
    changing.add(cart=own, variant=variant, quantity=had)
    result = copy_lines(source=cart, into=own)
    assert (rows(own), len(result.copied)) == ([("CUP", has, "in_cart")], copied)


@pytest.mark.parametrize("verb", [changing.save_for_later, changing.remove])
def test_what_was_put_away_comes_back_as_in_the_other_cart(cart, line, own, variant, verb):
    there = changing.add(cart=own, variant=variant, quantity=5)
    verb(cart=own, line_id=there.pk)
    copy_lines(source=cart, into=own)
    assert rows(own) == [("CUP", 2, "in_cart")]


def test_copying_twice_adds_nothing(cart, line, own):
    copy_lines(source=cart, into=own)
    again = copy_lines(source=cart, into=own)
    assert (rows(own), again.copied, again.left_out) == ([("CUP", 2, "in_cart")], [], [])


def test_too_few_are_left_out_and_the_rest_is_copied(cart, line, own, variant):
    changing.add(cart=cart, variant=VariantFactory(sku="POT"), quantity=1)
    Stock.objects.filter(variant=variant).update(on_hand=1)
    result = copy_lines(source=cart, into=own)
    assert left_out(result) == [("CUP", Why.TOO_FEW, 1)]
    assert rows(own) == [("POT", 1, "in_cart")]


@pytest.mark.parametrize("model", [Variant, Product])
def test_what_is_not_for_sale_is_left_out(cart, line, own, model):
    changes = {Variant: {"is_active": False}, Product: {"is_published": False}}
    model.objects.update(**changes[model])
    assert left_out(copy_lines(source=cart, into=own)) == [("CUP", Why.NOT_FOR_SALE, None)]
    assert rows(own) == []


def test_a_full_cart_takes_no_more(cart, line, own, variant, monkeypatch):
    monkeypatch.setattr(changing, "MOST_LINES", 1)
    changing.add(cart=own, variant=VariantFactory(sku="POT"), quantity=1)
    assert left_out(copy_lines(source=cart, into=own)) == [("CUP", Why.TOO_MANY, None)]
    assert rows(own) == [("POT", 1, "in_cart")]


@pytest.mark.parametrize("closed", ["cart", "own"])
@pytest.mark.parametrize("state", [CartState.ORDERED, CartState.JOINED])
def test_of_a_closed_cart_nothing_is_copied(cart, line, own, closed, state):
    Cart.objects.filter(pk={"cart": cart.pk, "own": own.pk}[closed]).update(state=state)
    with pytest.raises(Closed):
        copy_lines(source=cart, into=own)
    assert rows(own) == []


def test_a_failure_in_the_middle_leaves_nothing(cart, line, own, variant, monkeypatch):
    changing.add(cart=cart, variant=VariantFactory(sku="POT"), quantity=1)
    add = changing.add

    def broken(*, cart, variant, quantity):
        if variant.sku == "POT":
            raise RuntimeError
        return add(cart=cart, variant=variant, quantity=quantity)

    monkeypatch.setattr(changing, "add", broken)
    with pytest.raises(RuntimeError):
        copy_lines(source=cart, into=own)
    assert rows(own) == []


def test_a_cart_copied_into_itself_stays_as_it_is(cart, line):
    assert copy_lines(source=cart, into=cart).copied == []
    assert rows(cart) == [("CUP", 2, "in_cart")]
