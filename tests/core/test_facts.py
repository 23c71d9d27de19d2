import pytest
from django.db import IntegrityError, transaction

from catalog.models import Brand
from shop.core.facts import recording

pytestmark = pytest.mark.django_db


def test_a_fact_is_written_in_the_requests_own_transaction():
    with recording("brand"):
        Brand.objects.create(name="A", slug="a")
    assert Brand.objects.count() == 1


def test_a_fact_that_fails_is_a_line_in_the_log_and_undoes_nothing_else(caplog):
    with transaction.atomic():
        Brand.objects.create(name="A", slug="a")
        with recording("brand"):
            Brand.objects.create(name="B", slug="b")
            Brand.objects.create(name="A again", slug="a")
    assert list(Brand.objects.values_list("slug", flat=True)) == ["a"]
    assert "fact_not_recorded" in caplog.text


def test_without_a_savepoint_a_broken_program_still_fails_nobody():
    with recording("nothing", savepoint=False):
        raise RuntimeError


def test_what_goes_wrong_outside_is_not_swallowed():
    Brand.objects.create(name="A", slug="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Brand.objects.create(name="A", slug="a")
