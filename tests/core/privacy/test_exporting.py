"""Somebody reads all that is kept about them, and nothing about anybody else (P5)."""

import json

import pytest
from django.utils.translation import override

from shop.core.privacy.exporting import as_json
from shop.core.privacy.subject import subject_of_account, subject_of_person

pytestmark = pytest.mark.django_db


def told(subject):
    with override("en"):
        return {part["what"]: part["rows"] for part in json.loads(as_json(subject))["kept"]}


def test_it_has_all_that_is_kept_in_plain_names(known):
    zoe = known("zoe")
    parts = told(subject_of_person(zoe.person))
    assert {what: len(rows) for what, rows in parts.items()} == {
        "Accounts": 1,
        "Messages": 1,
        "Consent, and who is left alone": 4,
        "Products looked at": 1,
        "Searches remembered": 1,
        "Alerts asked for": 1,
        "Reviews": 1,
        "Who bought which product": 1,
        "Carts": 1,
        "Started orders": 1,
        "Orders, payments and invoices": 1,
        "Visits that were left": 1,
        "What people answered": 1,
        "Why somebody was reminded or not": 3,
    }
    (account,) = parts["Accounts"]
    assert account["email"] == zoe.email
    assert account["addresses"] == [{"email": zoe.email, "verified": True, "primary": True}]
    assert account["groups"] == ["friends of zoe"]
    (order,) = parts["Orders, payments and invoices"]
    assert (order["number"], order["email"]) == (zoe.bought.reference, zoe.email)
    (address,) = order["addresses"]
    assert (address["name"], address["city"]) == ("Zoé Démo", "Paris")
    assert order["invoice"]["number"] == zoe.bought.invoice.number
    assert [line["quantity"] for line in order["lines"]] == [2]
    (left,) = parts["Started orders"]
    assert (left["number"], [line["quantity"] for line in left["lines"]]) == (
        zoe.left.reference,
        [2],
    )


def test_it_has_nothing_of_anybody_else_and_no_secret(known):
    zoe, max_ = known("zoe"), known("max")
    text = as_json(subject_of_account(zoe.user))
    for secret in (max_.email, "Max", max_.bought.reference, zoe.user.password, "digest", "token"):
        assert secret not in text
    assert text.count(zoe.email) == 6


def test_it_asks_the_same_number_of_queries_for_one_order_and_for_many(
    known, street, django_assert_num_queries, content_types
):
    zoe = known("zoe")
    subject = subject_of_person(zoe.person)
    for expected in (35, 35):
        with django_assert_num_queries(expected):
            as_json(subject)
        for _ in range(3):
            street.leave("payment", email=zoe.email)
