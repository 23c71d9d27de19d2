import pytest
from django.contrib.auth.models import Permission

from checkout.gateways.interface import Capability
from checkout.gateways.testbank import gateway as testbank
from tests.factories import UserFactory


@pytest.fixture
def reader(client, db):
    """Staff who may read orders and payments, not whose they are."""
    user = UserFactory(is_staff=True)
    names = ["view_order", "view_orderline", "view_payment", "view_paymentevent", "view_refund"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def by_hand_bank(monkeypatch):
    """A bank that cannot be told to give anything back."""
    can(monkeypatch)


@pytest.fixture
def refunding_bank(monkeypatch):
    """A bank that gives back all of a payment, and parts of it."""
    can(monkeypatch, Capability.REFUND, Capability.PART_REFUND)


@pytest.fixture
def whole_bank(monkeypatch):
    """A bank that gives back all of a payment at once, or nothing."""
    can(monkeypatch, Capability.REFUND)


def can(monkeypatch, *capabilities):
    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset(capabilities))
