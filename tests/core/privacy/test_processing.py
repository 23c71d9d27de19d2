"""A new model has to say what it holds about people: to the register, or that it holds nobody (P7)."""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from shop.core.messaging.models import Person
from shop.core.privacy.processing import _impersonal, processings, undecided

PERSONAL = re.compile(r"e?mail|phone|address|recipient|(full|pen)_name|^ip|user|voter|author|buyer")


def test_every_model_says_what_it_holds_about_people():
    assert undecided(apps.get_models()) == []


def test_a_model_that_says_nothing_is_found():
    diary = SimpleNamespace(_meta=SimpleNamespace(label="nowhere.Diary"))
    assert undecided([*apps.get_models(), diary]) == ["nowhere.Diary"]


def test_every_label_is_of_a_model():
    known = {model._meta.label for model in apps.get_models()}
    told = {label for each in processings() for label in each.models} | _impersonal
    assert told - known == set()


def looks_personal(field):
    if field.is_relation:
        return field.related_model in {Person, apps.get_model(settings.AUTH_USER_MODEL)}
    kinds = (models.EmailField, models.GenericIPAddressField)
    return isinstance(field, kinds) or bool(PERSONAL.search(field.name))


@pytest.mark.parametrize("label", sorted(_impersonal))
def test_what_holds_nobody_has_no_field_that_looks_like_it(label):
    fields = [*apps.get_model(label)._meta.fields, *apps.get_model(label)._meta.many_to_many]
    assert [field.name for field in fields if looks_personal(field)] == []


def test_each_processing_tells_all_that_the_record_asks_for():
    for each in processings():
        told = [each.name, each.people, each.data, each.why, each.basis.label, each.period()]
        assert all(str(text).strip() for text in told), each.key
