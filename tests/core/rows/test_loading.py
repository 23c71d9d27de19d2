"""Rows loaded as they are read behave as Django's."""

import copy
import pickle

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from cart.models import Cart
from checkout.models import Order
from recovery.models import Episode
from shop.core.messaging.models import Message
from shop.core.rows.loading import LoadedAsRead
from tests.factories import CartFactory
from tests.orders import begun_order

MODELS = [Cart, Episode, Message, Order]

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    order = begun_order(CartFactory()).order
    order.country = "FR"
    order.save()
    return order


def test_models_that_sweeps_and_senders_read_are_loaded_so():
    assert {model for model in MODELS if issubclass(model, LoadedAsRead)} == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_no_field_makes_something_of_its_value(model):
    """What Django's own constructor sets through a descriptor may not be one that does anything."""
    own = {"DeferredAttribute", "ForeignKeyDeferredAttribute"}
    assert {field.descriptor_class.__name__ for field in model._meta.concrete_fields} <= own


def test_a_row_has_what_django_gives_it(order):
    read = Order.objects.get(pk=order.pk)
    fields = [field.attname for field in Order._meta.concrete_fields]
    values = [getattr(read, name) for name in fields]
    by_django = Model.from_db.__func__(Order, "default", fields, values)
    assert read.__dict__.keys() == by_django.__dict__.keys()
    assert [read.__dict__[name] for name in fields] == [by_django.__dict__[name] for name in fields]
    assert (read._state.adding, read._state.db) == (False, "default")
    assert read == by_django


def test_what_was_not_asked_for_is_read_when_it_is_needed(order):
    read = Order.objects.only("email").get(pk=order.pk)
    assert "country" in read.get_deferred_fields()
    with CaptureQueriesContext(connection) as queries:
        assert (read.email, read.country) == ("zoe@demo.example", "FR")
    assert len(queries) == 1


def test_what_it_refers_to_comes_with_it(order, django_assert_num_queries):
    read = Order.objects.select_related("cart", "user").get(pk=order.pk)
    with django_assert_num_queries(0):
        assert (read.cart.pk, read.cart.state, read.user) == (order.cart_id, "open", None)


def test_it_is_changed_copied_and_pickled(order):
    read = Order.objects.get(pk=order.pk)
    for each in (copy.copy(read), pickle.loads(pickle.dumps(read))):
        each.country = "BE"
        each.save()
        assert Order.objects.get().country == "BE"
    assert read.country == "FR"
    read.refresh_from_db()
    assert read.country == "BE"
