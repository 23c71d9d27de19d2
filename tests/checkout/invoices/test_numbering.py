from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from checkout.invoices.numbering import INVOICES, next_number, series
from checkout.models import InvoiceSeries

pytestmark = pytest.mark.django_db


def take_and_undo(prefix):
    with transaction.atomic():
        number = next_number(prefix)
        transaction.set_rollback(True)
    return number


def test_numbers_follow_one_another_in_each_series():
    numbers = [next_number(prefix) for prefix in ("F2026-", "F2026-", "A2026-", "F2026-", "F2027-")]
    assert numbers == ["F2026-000001", "F2026-000002", "A2026-000001", "F2026-000003", "F2027-000001"]  # fmt: skip


def test_what_is_rolled_back_leaves_no_gap():
    next_number("F2026-")
    assert take_and_undo("F2026-") == "F2026-000002"
    assert next_number("F2026-") == "F2026-000002"


def test_a_first_number_that_is_rolled_back_leaves_no_series():
    take_and_undo("F2026-")
    assert not InvoiceSeries.objects.exists()


def test_a_number_costs_one_query(django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            next_number("F2026-")


def test_more_than_a_million_go_on():
    InvoiceSeries.objects.create(prefix="F2026-", last=999_999)
    assert next_number("F2026-") == "F2026-1000000"


@pytest.mark.parametrize(
    ("zone", "prefix"), [("Europe/Paris", "F2027-"), ("UTC", "F2026-"), ("America/Lima", "F2026-")]
)
def test_the_year_is_that_of_the_shops_clock(settings, zone, prefix):
    settings.TIME_ZONE = zone
    assert series(INVOICES, datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == prefix


def test_a_series_begins_with_one():
    with pytest.raises(IntegrityError, match="invoice_series_begun"), transaction.atomic():
        InvoiceSeries.objects.create(prefix="F2026-", last=0)
