"""``/why/<token>/answer/``: one question, one click, and a human who reads what is added (R11)."""

import re

import pytest
from django.core import mail
from django.test import Client

from checkout.models import Order
from recovery.episodes.closing import close_due
from recovery.episodes.ledger import entries
from recovery.models import Decision, Episode, Obstacle, Reply
from shop.core import clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory
from tests.recovery.conftest import DAY
from tests.shopper import Shopper


@pytest.fixture
def question(letter):
    """Where the mail leads to be answered."""
    return re.search(r"/why/\S+/answer/", letter.body)[0]


def clicks(letter):
    """Return the answers of the mail, ``{code: words}``."""
    html = letter.alternatives[0].content
    return dict(re.findall(r'href="[^"]+/answer/\?because=(\w+)"[^>]*>([^<]+)</a>', html))


def test_the_mail_asks_one_question_with_a_few_answers(letter):
    assert clicks(letter) == {
        "delivery": "the delivery: its price or its time",
        "site": "something on the page that did not work",
        "price": "the price",
        "later": "nothing: not now, perhaps later",
    }
    assert "What got in your way? One click tells us:" in letter.body


def test_a_click_chooses_and_writes_nothing(letter, question):
    """Programs that look for viruses open every link (pitfall R11)."""
    before = list(Episode.objects.values()), list(Decision.objects.values())
    for code in (*clicks(letter), "", "nonsense", "<script>"):
        page = Shopper().get(f"{question}?because={code}")
        chosen = re.findall(r'value="(\w+)"[^>]* checked', page.page.text)
        assert chosen == ([code] if code in Obstacle.values else [])
        Client().head(f"{question}?because={code}")
    assert (list(Episode.objects.values()), list(Decision.objects.values())) == before


def test_an_answer_is_written_down_for_the_reports_and_the_ledger(question):
    page = Shopper().post(question, {"said": "delivery"})
    assert "the delivery: its price or its time" in page.find("answered")
    episode = Episode.objects.get()
    assert (episode.said, episode.why) == ("delivery", "the delivery: its price or its time")
    (line,) = [each for each in entries(episode) if each.decision == "answered"]
    assert (line.code, line.facts) == ("said_why", {"said": "delivery"})
    assert not Reply.objects.exists()


def test_the_last_answer_counts_and_is_told_once(question):
    for said in ("delivery", "delivery", "price"):
        Shopper().post(question, {"said": said})
    assert Episode.objects.get().said == "price"
    lines = Decision.objects.filter(verdict="answered").order_by("pk")
    assert [line.facts["said"] for line in lines] == ["delivery", "price"]


@pytest.mark.parametrize("said", ["", "nonsense", "DELIVERY", "delivery\0"])
def test_what_is_no_answer_changes_nothing_and_says_so(question, said):
    page = Shopper().post(question, {"said": said, "words": "My words stay here"})
    assert page.find("form-errors") is not None
    assert "My words stay here" in page.page.text
    assert Episode.objects.get().said == ""


def test_words_are_for_customer_care_and_shown_to_nobody_who_has_the_link(question):
    """A mail can be passed on, and words may hold a telephone number."""
    words = "Please call me: 06 12 34 56 78 <script>"
    page = Shopper().post(question, {"said": "question", "words": words})
    assert Reply.objects.values_list("words", "language", "seen_at").get() == (words, "en", None)
    assert page.find("has-words") is not None
    for path in (question, question.removesuffix("answer/")):
        assert "06 12" not in Shopper().get(path).page.text


def test_too_many_words_are_refused_and_kept_on_the_page(question):
    words = "é" * 1001
    page = Shopper().post(question, {"said": "other", "words": words})
    assert words in page.page.text
    assert not Reply.objects.exists()


def test_an_answer_without_words_keeps_those_of_before(question):
    Shopper().post(question, {"said": "question", "words": "Is it waterproof?"})
    Reply.objects.update(seen_at="2026-03-04T12:00Z", seen_by=UserFactory())
    Shopper().post(question, {"said": "price", "words": "Is it waterproof?"})
    Shopper().post(question, {"said": "price"})
    assert Reply.objects.get().seen_at is not None  # nothing new to read
    Shopper().post(question, {"said": "price", "words": "And how heavy?"})
    again = Reply.objects.get()
    assert (again.words, again.seen_at, again.seen_by) == ("And how heavy?", None, None)


def test_whoever_has_answered_hears_no_more_of_it(street, question):
    """A second step of the scenario is taken back, and stays so if its sender puts it off."""
    message = Message.objects.get()
    Message.objects.update(state="due", sent_at=None)
    Shopper().post(question, {"said": "later"})
    message.refresh_from_db()
    assert (message.state, message.reason) == ("skipped", "has_answered")
    Message.objects.filter(pk=message.pk).update(state="due")
    send_due(limit=10)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("skipped", "has_answered")
    assert len(mail.outbox) == 1


def test_an_official_abandonment_has_the_reason_that_was_said(street, question):
    Shopper().post(question, {"said": "elsewhere"})
    street.clock.shift(30 * DAY)
    episode = Episode.objects.get()
    assert close_due(episode, at=clock.now()) == "abandoned"
    (line,) = [each for each in entries(episode) if each.decision == "abandoned"]
    assert line.code == "said_why"
    assert Order.objects.get().state == "abandoned"


def test_erasing_takes_the_words_and_leaves_the_number(question):
    Shopper().post(question, {"said": "price", "words": "I am Zoé"})
    Shopper().post(question.removesuffix("answer/"), {"do": "erase"})
    assert not Reply.objects.exists()
    assert Episode.objects.get().said == "price"


def test_why_tells_what_was_said_and_leads_to_the_question(question):
    page = Shopper().get(question.removesuffix("answer/"))
    assert page.find("answer") == "Tell us"
    Shopper().post(question, {"said": "price"})
    page = Shopper().get(question.removesuffix("answer/"))
    assert page.find("said") == "You have told us: the price."


@pytest.mark.parametrize("secret", ["x", "A" * 43])
def test_a_forged_link_answers_nothing(db, secret):
    answer = Client().post(f"/why/{secret}/answer/", {"said": "price"})
    assert answer.status_code == 404


def test_a_link_for_something_else_answers_nothing(letter):
    for kind in ("r", "u"):
        path = re.search(rf"http://\S+?/{kind}/(\S+)/", letter.body)[1]
        assert Client().post(f"/why/{path}/answer/", {"said": "price"}).status_code == 404
    assert Episode.objects.get().said == ""
