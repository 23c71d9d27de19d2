from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from cart.models import LARGEST_QUANTITY, Cart, CartState, Line, Trouble
from catalog.models import Stock, Variant
from tests.factories import CartFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


def rows(cart):
    return list(Line.objects.filter(cart=cart).values_list("variant__sku", "quantity", "place"))


def test_add_puts_a_line_into_the_cart(cart, variant):
    line = changing.add(cart=cart, variant=variant, quantity=2)
    assert rows(cart) == [("CUP", 2, "in_cart")]
    assert line.seen_price == 1290


def test_add_again_adds_up_and_keeps_the_price_seen(cart, line, variant):
    Variant.objects.update(price=1390)
    variant.refresh_from_db()
    changing.add(cart=cart, variant=variant, quantity=3)
    assert rows(cart) == [("CUP", 5, "in_cart")]
    assert Line.objects.get().seen_price == 1290


@pytest.mark.parametrize("put_away", [changing.remove, changing.save_for_later])
def test_add_brings_back_what_was_put_away_with_this_quantity_alone(cart, line, variant, put_away):
    put_away(cart=cart, line_id=line.pk)
    Variant.objects.update(price=1390)
    variant.refresh_from_db()
    changing.add(cart=cart, variant=variant, quantity=1)
    assert rows(cart) == [("CUP", 1, "in_cart")]
    assert Line.objects.get().seen_price == 1390


def test_add_refuses_more_than_there_is(cart, line, variant):
    with pytest.raises(changing.TooFew) as refusal:
        changing.add(cart=cart, variant=variant, quantity=9)
    assert refusal.value.left == 10
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_add_knows_no_end_where_stock_is_not_counted(cart, variant):
    Stock.objects.update(is_tracked=False, on_hand=0)
    changing.add(cart=cart, variant=variant, quantity=LARGEST_QUANTITY)
    with pytest.raises(changing.TooMany):
        changing.add(cart=cart, variant=variant, quantity=1)
    assert rows(cart) == [("CUP", LARGEST_QUANTITY, "in_cart")]


def test_add_refuses_a_variant_that_was_never_counted_in(cart, variant):
    Stock.objects.all().delete()
    with pytest.raises(changing.TooFew):
        changing.add(cart=cart, variant=variant, quantity=1)


def test_add_refuses_a_cart_as_long_as_a_catalogue(cart, line, monkeypatch):
    monkeypatch.setattr(changing, "MOST_LINES", 1)
    with pytest.raises(changing.TooMany):
        changing.add(cart=cart, variant=VariantFactory(), quantity=1)


def test_set_quantity_changes_or_removes(cart, line):
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=5)
    assert rows(cart) == [("CUP", 5, "in_cart")]
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=0)
    assert rows(cart) == [("CUP", 5, "removed")]


def test_set_quantity_may_always_be_less(cart, line):
    """Of ten wanted five are left: going down to eight is a step in the right direction."""
    changing.set_quantity(cart=cart, line_id=line.pk, quantity=10)
    Stock.objects.update(on_hand=5)
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=8)
    with pytest.raises(changing.TooFew):
        changing.set_quantity(cart=cart, line_id=line.pk, quantity=9)


def test_remove_and_undo(cart, line):
    assert changing.remove(cart=cart, line_id=line.pk)
    assert rows(cart) == [("CUP", 2, "removed")]
    assert changing.put_back(cart=cart, line_id=line.pk)
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_save_for_later_and_back(cart, line):
    assert changing.save_for_later(cart=cart, line_id=line.pk)
    assert rows(cart) == [("CUP", 2, "saved")]
    assert changing.move_to_cart(cart=cart, line_id=line.pk)
    assert rows(cart) == [("CUP", 2, "in_cart")]


@pytest.mark.parametrize(
    "verb",
    [changing.remove, changing.save_for_later, changing.move_to_cart, changing.put_back],
)
def test_a_line_of_another_cart_is_no_line(line, verb):
    """Whoever guesses a number changes nothing (R13), and a stale tab is no error (M12)."""
    stranger = CartFactory()
    assert verb(cart=stranger, line_id=line.pk) is False
    assert verb(cart=stranger, line_id=10**30) is False
    assert rows(line.cart) == [("CUP", 2, "in_cart")]


def test_agree_takes_prices_as_seen_if_they_still_hold(cart, line):
    Variant.objects.update(price=1390)
    assert changing.agree(cart=cart, prices={line.pk: 1380}) is False
    assert Line.objects.get().seen_price == 1290
    assert changing.agree(cart=cart, prices={line.pk: 1390}) is True
    assert Line.objects.get().seen_price == 1390


def test_every_change_is_the_last_activity(clock, cart, line):
    clock.shift(timedelta(hours=1))
    changing.save_for_later(cart=cart, line_id=line.pk)
    stored = Cart.objects.get()
    assert stored.last_activity_at - stored.created_at == timedelta(hours=1)


def test_a_cart_that_is_not_open_is_never_changed(cart, line, variant):
    Cart.objects.update(state=CartState.ORDERED)
    with pytest.raises(changing.Closed):
        changing.add(cart=cart, variant=variant, quantity=1)
    with pytest.raises(changing.Closed):
        changing.remove(cart=cart, line_id=line.pk)
    with pytest.raises(changing.Closed):
        changing.empty(cart=cart)
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_empty_erases_all_at_once(cart, line):
    changing.note_too_few(cart=cart, variant=line.variant)
    changing.empty(cart=cart)
    assert (Cart.objects.count(), Line.objects.count(), Trouble.objects.count()) == (0, 0, 0)


def test_empty_keeps_all_when_an_app_above_refuses(cart, line, monkeypatch):
    def refuse(_cart):
        msg = "not now"
        raise changing.InUse(msg)

    monkeypatch.setattr(changing, "_erasers", [refuse])
    with pytest.raises(changing.InUse):
        changing.empty(cart=cart)
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_trouble_that_cannot_be_written_fails_nobody(cart, variant, monkeypatch):
    def broken(**_fields):
        raise RuntimeError

    monkeypatch.setattr(Trouble.objects, "create", broken)
    changing.note_too_few(cart=cart, variant=variant)
    assert Trouble.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("line_quantity_in_bounds", {"quantity": 0}),
        ("line_quantity_in_bounds", {"quantity": LARGEST_QUANTITY + 1}),
        ("line_place_known", {"place": "elsewhere"}),
    ],
)
def test_the_database_refuses_a_line(line, name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(**change)


def test_the_database_refuses_two_lines_of_one_thing(line):
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(cart=line.cart, variant=line.variant, quantity=1, seen_price=1)


def test_the_database_refuses_two_open_carts_of_one_account():
    user = UserFactory()
    CartFactory(user=user)
    CartFactory(user=user, state=CartState.ORDERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        CartFactory(user=user)


def test_the_database_refuses_unknown_states(cart):
    with pytest.raises(IntegrityError, match="cart_state_known"), transaction.atomic():
        Cart.objects.update(state="lost")
    with pytest.raises(IntegrityError, match="trouble_kind_known"), transaction.atomic():
        Trouble.objects.create(cart=cart, kind="sadness")
