"""A shop that had open payments before it asked its banks by itself."""

from importlib import import_module

import pytest
from django.apps import apps

from checkout.models import Payment
from tests.admin_rows import order, payment_of


@pytest.mark.django_db
def test_what_was_open_is_asked_about_from_then_on():
    ended = payment_of(order(), events=0)
    begun = payment_of(order(), state="pending", error="", events=0)
    migration = import_module("checkout.migrations.0011_ask_about_open")
    migration.ask_about_open(apps, None)
    assert list(Payment.objects.filter(ask_at__isnull=False)) == [begun]
    assert ended.ask_at is None
