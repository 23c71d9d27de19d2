"""The indexes: each that a model names is there, and none is kept that another one covers."""

import pytest
from django.apps import apps
from django.db import connection

from cart.models import Cart, CartKey, Line
from checkout.models import Address, Order
from checkout.models.order import OrderToken
from recovery.models import Episode, Link, Reminder, Wake
from shop.core.messaging.models import Consent, Message, Suppression

pytestmark = pytest.mark.django_db

OURS = ("analytics.", "cart.", "catalog.", "checkout.", "recovery.", "shop.")
MODELS = [m for m in apps.get_models() if m.__module__.startswith(OURS) and m._meta.managed]
# What is written at each visit, or for each reminder: an index costs there each time.
WRITTEN_OFTEN = [
    Address, Cart, CartKey, Consent, Episode, Line, Link, Message, Order, OrderToken, Reminder,
    Suppression, Wake,
]  # fmt: skip


def indexes_of(model):
    """Return them by name, as PostgreSQL tells them."""
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, model._meta.db_table)


def sql_of(model):
    """Return how SQLite was told to make the table, and its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [model._meta.db_table])
        return "".join(sql or "" for (sql,) in cursor.fetchall())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_a_model_names_is_in_the_database(model):
    named = {each.name for each in (*model._meta.indexes, *model._meta.constraints)}
    if connection.vendor == "postgresql":
        assert named - indexes_of(model).keys() == set()
    else:
        sql = sql_of(model)
        assert [name for name in sorted(named) if f'"{name}"' not in sql] == []


@pytest.mark.parametrize("model", WRITTEN_OFTEN, ids=lambda model: model._meta.label)
def test_no_index_does_what_another_one_does(model):
    """One for the beginning of another one's columns, or one for LIKE beside each unique text."""
    if connection.vendor != "postgresql":
        pytest.skip("asked where such tables grow")
    partial = {each.name for each in model._meta.indexes if each.condition} | {
        each.name for each in model._meta.constraints if getattr(each, "condition", None)
    }
    whole = {
        name: index["columns"]
        for name, index in indexes_of(model).items()
        if index["columns"] and (index["index"] or index["unique"] or index["primary_key"])
        if name not in partial and not index["check"]
    }
    covered = {
        (name, other)
        for name, columns in whole.items()
        for other, others in whole.items()
        if name != other and others[: len(columns)] == columns
        if not (columns == others and name > other)
    }
    assert covered == set()
