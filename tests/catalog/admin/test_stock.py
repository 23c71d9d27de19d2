import pytest

from catalog import stock
from catalog.models import Stock
from tests.admin_rows import make
from tests.factories import VariantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_types")]

LIST = "/admin/catalog/stock/"


def levels(variant):
    row = Stock.objects.get(variant=variant)
    return row.on_hand, row.reserved


def typed(variant, *, shown, on_hand):
    return {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-variant": variant.pk,
        "form-0-on_hand": on_hand,
        "initial-form-0-on_hand": shown,
        "_save": "Save",
    }


def post(client, data):
    return client.post(LIST, data, headers={"accept-language": "en"}, follow=True)


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Stock, total)
    with django_assert_num_queries(5):
        staff_client.get(LIST)


def test_page_makes_few_queries(staff_client, django_assert_num_queries):
    row = make(Stock, 1)
    with django_assert_num_queries(4):
        staff_client.get(f"{LIST}{row.pk}/change/")


def test_a_count_is_written_and_keeps_what_is_reserved(staff_client):
    variant = VariantFactory(on_hand=10)
    stock.reserve({variant.pk: 3})
    post(staff_client, typed(variant, shown=10, on_hand=7))
    assert levels(variant) == (7, 3)


def test_a_row_nobody_typed_in_is_left_alone(staff_client):
    variant = VariantFactory(on_hand=10)
    stock.reserve({variant.pk: 3})
    stock.take({variant.pk: 2})
    post(staff_client, typed(variant, shown=10, on_hand=10))
    assert levels(variant) == (8, 1)


def test_a_count_of_stock_that_moved_is_refused_in_words(staff_client):
    variant = VariantFactory(on_hand=10)
    stock.reserve({variant.pk: 2})
    stock.take({variant.pk: 2})
    page = post(staff_client, typed(variant, shown=10, on_hand=12))
    assert "8 on hand now" in page.text
    assert levels(variant) == (8, 0)


def test_a_count_below_what_is_reserved_is_refused_in_words(staff_client):
    variant = VariantFactory(on_hand=10)
    stock.reserve({variant.pk: 3})
    page = post(staff_client, typed(variant, shown=10, on_hand=2))
    assert "have reserved 3" in page.text
    assert levels(variant) == (10, 3)


def test_an_order_between_the_check_and_the_write_is_not_undone(staff_client, monkeypatch):
    variant = VariantFactory(on_hand=10)

    def order_arrives(*args, **kwargs):
        stock.reserve({variant.pk: 1})
        stock.take({variant.pk: 1})

    monkeypatch.setattr("catalog.admin.stock.check_count", order_arrives)
    page = post(staff_client, typed(variant, shown=10, on_hand=12))
    assert "Nothing was saved" in page.text
    assert Stock.objects.get(variant=variant).on_hand != 12


def test_a_change_of_the_tick_alone_keeps_a_sale(staff_client):
    variant = VariantFactory(on_hand=10)
    data = {"on_hand": "10", "initial-on_hand": "10"}  # not counted
    stock.reserve({variant.pk: 2})
    stock.take({variant.pk: 2})
    staff_client.post(f"{LIST}{variant.pk}/change/", data)
    row = Stock.objects.get(variant=variant)
    assert (row.on_hand, row.is_tracked) == (8, False)


@pytest.mark.parametrize(("level", "on_hand"), [("in", 4), ("low", 3), ("out", 0)])
def test_levels_are_filtered(staff_client, level, on_hand):
    for units in (0, 3, 4):
        VariantFactory(on_hand=units)
    shown = staff_client.get(LIST, {"level": level}).context["cl"].result_list
    assert [row.on_hand for row in shown] == [on_hand]
