"""A flat template says what Django's says."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from shop.core.messaging.templates import flat

FILES = {
    "root": (
        "{% get_current_language as LANGUAGE_CODE %}<{{ LANGUAGE_CODE }}> {% block a %}root a{% endblock %}"
        " {% translate 'Hello,' %} {% block b %}root b {% block c %}c of {{ name }}{% endblock %}{% endblock %}"
    ),
    "middle": (
        "{% extends 'root' %}{# a note #}{% block a %}middle a{% endblock %}"
        "{% block c %}middle c {% block d %}d{% endblock %}{% endblock %}"
    ),
    "leaf": (
        "{% extends 'middle' %}{% block d %}{% load i18n %}{% comment %}none{% endcomment %}"
        "{% if things %}{% for thing in things %}{% include 'thing' %}{% empty %}{% endfor %}"
        "{% elif name %}{% translate 'Hello,' %}{% else %}-{% endif %}{% endblock %}"
    ),
    "thing": "{{ thing }} {{ name|upper }}{% autoescape off %}{{ thing }}{% endautoescape %}, ",
    "with": "{% include 'thing' with thing=name only %}{% include other %}",
    "said": (
        "{% translate 'Hello,' as hello %}{{ hello }}{% translate name %}{% translate 'Hello,'|upper %}"
        "{% blocktranslate trimmed %}Customer care, {{ name }}{% endblocktranslate %}"
    ),
}  # fmt: skip
VALUES = {"name": "<Zoé & 'co'>", "other": "thing", "thing": "one"}
THINGS = [
    "<b>",
    mark_safe("<b>"),
    1234567.5,
    7,
    None,
    True,
    datetime(2026, 11, 29, 2, tzinfo=UTC),
    gettext_lazy("Hello,"),
    ["<i>"],
]


@pytest.fixture
def engine():
    loader = ("django.template.loaders.locmem.Loader", FILES)
    return Engine(
        loaders=[("django.template.loaders.cached.Loader", [loader])],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n"],
    )


@pytest.mark.parametrize("values", [VALUES, {**VALUES, "things": THINGS}, {"name": ""}])
@pytest.mark.parametrize("name", FILES)
def test_it_reads_as_the_template_does(engine, name, values):
    if name == "with":
        values = {**VALUES, **values}
    template = engine.get_template(name)
    for language in ("en", "fr", "en"):
        with override(language):
            said = template.render(Context(values))
            assert flat(template).render(Context(values)) == said
    assert said or name == "thing"


def test_what_never_changes_is_one_text(engine):
    with override("fr"):
        nodes = flat(engine.get_template("middle")).nodelist
    assert [each.s for each in nodes if isinstance(each, TextNode)] == [
        "<",
        "> middle a Bonjour, root b middle c d",
    ]
    assert len(nodes) == 4


def test_the_template_itself_stays_as_it_is(engine):
    template = engine.get_template("leaf")
    before = repr(template.nodelist)
    flat(template).render(Context(VALUES))
    assert repr(template.nodelist) == before


def test_it_is_made_once_for_each_language(engine):
    template = engine.get_template("leaf")
    with override("en"):
        english = flat(template)
        assert flat(template) is english
    with override("fr"):
        assert flat(template) is not english
