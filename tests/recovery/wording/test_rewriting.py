"""Words are written anew in versions: none is lost, nobody is run over, each can come back (R4)."""

import pytest
from django.core import mail
from django.utils.translation import override

from recovery.models import Cause, Depth, Episode, Occasion, Wording, WordingVersion
from recovery.wording.rewriting import (
    Overtaken,
    go_back,
    make_missing,
    rewrite,
    rewritten,
    use_built_in,
    words_now,
)
from recovery.wording.words import Words
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory

WORDS = Words(
    subject="May {care_name} help with {product}?",
    opening="Tell me what got in your way.\n\nThere is time.",
    button="My cart",
    closing="",
)


@pytest.fixture
def wording(db):
    return Wording.objects.get(occasion=Occasion.PAYMENT, language="en")


@pytest.fixture
def staff(db):
    return UserFactory()


def saved(wording):
    columns = ("number", "is_current", "is_built_in", "subject")
    return list(wording.versions.order_by("number").values_list(*columns))


def said(language="en"):
    with override(language):
        return rewritten()


def test_there_are_words_for_each_occasion_in_each_language(db):
    make_missing()  # a second time changes nothing
    expected = {(occasion, language) for occasion in Occasion.values for language in ("fr", "en")}
    rows = list(Wording.objects.values_list("occasion", "language"))
    assert (set(rows), len(rows)) == (expected, len(expected))


@pytest.mark.parametrize(
    ("depth", "cause", "occasion"),
    [
        (Depth.PRODUCT, Cause.UNDECIDED, Occasion.PRODUCT),
        (Depth.CART, Cause.UNKNOWN, Occasion.CART),
        (Depth.CART, Cause.PRICE_ROSE, Occasion.PRICE_ROSE),
        (Depth.ADDRESS, Cause.UNKNOWN, Occasion.CHECKOUT),
        (Depth.DELIVERY, Cause.DELIVERY_COST, Occasion.DELIVERY_COST),
        (Depth.PAYMENT, Cause.UNDECIDED, Occasion.PAYMENT),
        (Depth.FAILED, Cause.PAYMENT_DECLINED, Occasion.PAYMENT),
    ],
)
def test_a_likely_cause_is_the_occasion_else_how_far_they_came(depth, cause, occasion):
    assert Occasion.of(Episode(depth=depth, cause=cause)) is occasion


def test_words_written_anew_count_for_their_occasion_and_language(wording, staff):
    rewrite(wording=wording, words=WORDS, seen=0, by=staff)
    assert (said("en"), said("fr")) == ({"payment": WORDS}, {})
    assert words_now(wording) == WORDS


def test_a_reminder_says_them_even_if_it_was_planned_before(street, episode, wording, staff):
    Episode.objects.update(cause=Cause.UNKNOWN)
    rewrite(wording=wording, words=WORDS, seen=0, by=staff)
    send_due(limit=10)
    (letter,) = mail.outbox
    name = episode.cart.lines.get().variant.product.name_en
    assert letter.subject == f"May Camille (demo) help with {name}?"
    html = letter.alternatives[0].content
    for paragraph in ("Tell me what got in your way.", "There is time."):
        assert (paragraph in letter.body, html.count(f">{paragraph}</p>")) == (True, 1)
    assert "If you have changed your mind" not in letter.body + html


def test_each_version_is_kept_and_one_is_in_use(wording, staff):
    rewrite(wording=wording, words=WORDS, seen=0, by=staff)
    second = Words(subject="Can I help?", opening="Ask me.", button="Back", closing="")
    rewrite(wording=wording, words=second, seen=1, by=staff)
    assert saved(wording) == [(1, False, False, WORDS.subject), (2, True, False, "Can I help?")]


def test_going_back_is_a_version_of_its_own(wording, staff):
    first = rewrite(wording=wording, words=WORDS, seen=0, by=staff)
    use_built_in(wording=wording, seen=1, by=staff)
    own = "Can I help you with your cart at {shop_name}?"
    assert saved(wording) == [(1, False, False, WORDS.subject), (2, True, True, own)]
    assert said() == {}
    go_back(version=first, seen=2, by=staff)
    assert saved(wording)[2] == (3, True, False, WORDS.subject)
    assert said() == {"payment": WORDS}


def test_the_shops_own_words_are_those_of_the_day_not_those_of_the_version(wording, staff):
    made = use_built_in(wording=wording, seen=0, by=staff)
    WordingVersion.objects.filter(pk=made.pk).update(subject="As an earlier release had it")
    assert words_now(wording).subject == "Can I help you with your cart at {shop_name}?"


@pytest.mark.parametrize("verb", ["rewrite", "go_back", "use_built_in"])
def test_whoever_saw_an_older_version_runs_over_nobody(wording, staff, verb):
    first = rewrite(wording=wording, words=WORDS, seen=0, by=staff)
    rewrite(wording=wording, words=WORDS, seen=1, by=staff)
    before = saved(wording)
    late = {
        "rewrite": lambda: rewrite(wording=wording, words=WORDS, seen=1, by=staff),
        "go_back": lambda: go_back(version=first, seen=1, by=staff),
        "use_built_in": lambda: use_built_in(wording=wording, seen=1, by=staff),
    }
    with pytest.raises(Overtaken):
        late[verb]()
    assert saved(wording) == before
