"""Staff write what reminders say: tried live, judged, kept in versions, taken back (R4)."""

import pytest
from django.contrib.auth.models import Group

from recovery.models import Wording, WordingVersion
from shop.core.messaging.models import Message
from tests.admin_rows import make
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("content_types")
LIST = "/admin/recovery/wording/"
ENGLISH = {"headers": {"accept-language": "en"}}
GOOD = {
    "subject": "Can I help you?",
    "opening": "Tell me what got in your way.",
    "button": "My cart",
    "closing": "",
    "about": "",
    "seen": "0",
    "versions-TOTAL_FORMS": "0",
    "versions-INITIAL_FORMS": "0",
}


@pytest.fixture
def colleague(client, db):
    def logged_in(role):
        user = UserFactory(is_staff=True, email=f"{role.split()[0]}@demo.example")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def marketing(colleague):
    return colleague("marketing")


@pytest.fixture
def wording(db):
    return Wording.objects.get(occasion="payment", language="en")


def page(wording, what="change"):
    return f"{LIST}{wording.pk}/{what}/"


def versions():
    return list(
        WordingVersion.objects.order_by("pk").values_list("number", "subject", "is_current")
    )


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Wording, total)
    with django_assert_num_queries(5):
        assert staff_client.get(LIST).status_code == 200


def test_marketing_writes_words_and_they_are_a_version(marketing, wording):
    answer = marketing.post(page(wording), GOOD)
    assert (answer.status_code, answer.url) == (302, LIST)
    assert versions() == [(1, "Can I help you?", True)]
    assert WordingVersion.objects.get().saved_by.email == "marketing@demo.example"
    assert "version 1" in marketing.get(LIST, **ENGLISH).text


def test_words_that_did_not_change_make_no_version(marketing, wording):
    form = marketing.get(page(wording)).context["adminform"].form
    marketing.post(
        page(wording),
        {
            **GOOD,
            **{name: form.initial[name] for name in ("subject", "opening", "button", "closing")},
        },
    )
    assert versions() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opening": "Can I help? Only 2 left."}, "“Can I help? Only 2 left.”"),
        ({"opening": "Here is your cart."}, "The first lines offer no help."),
        ({"closing": "Use the code BACK10."}, "It promises a discount."),
        ({"subject": "{name}, can I help?"}, "Nothing is known to stand for {name}."),
        ({"button": "<b>Go</b>"}, "Plain text, please"),
        ({"opening": ""}, "This field is required."),
    ],
)
def test_what_pushes_or_cannot_be_sent_is_refused_and_stays_on_the_page(
    marketing, wording, changed, said
):
    answer = marketing.post(page(wording), {**GOOD, **changed}, **ENGLISH)
    form = answer.context["adminform"].form
    told = " ".join(message for messages in form.errors.values() for message in messages)
    assert said in told
    (name, text), *_ = changed.items()
    assert form[name].value() == text
    assert versions() == []


def test_advice_keeps_nobody_from_saving(marketing, wording):
    marketing.post(page(wording), {**GOOD, "subject": "May I help" + " you" * 14})
    assert len(versions()) == 1


def test_whoever_saves_second_is_told_and_may_save_once_more(marketing, wording):
    marketing.post(page(wording), GOOD)
    mine = {**GOOD, "subject": "May I help?"}
    answer = marketing.post(page(wording), mine, **ENGLISH)
    form = answer.context["adminform"].form
    assert "Somebody has saved other words in the meantime" in str(form.non_field_errors())
    assert (form["subject"].value(), form["seen"].value()) == ("May I help?", "1")
    marketing.post(page(wording), {**mine, "seen": form["seen"].value()})
    assert versions() == [(1, "Can I help you?", False), (2, "May I help?", True)]


def test_a_try_shows_the_mail_and_saves_nothing(marketing, wording):
    answer = marketing.post(page(wording, "try"), GOOD, **ENGLISH)
    assert answer.status_code == 200
    assert answer.context["mail"].subject == "Can I help you?"
    assert "Nothing speaks against it" in answer.text
    assert (versions(), Message.objects.count()) == ([], 0)


def test_a_try_can_be_framed_by_the_administration_and_runs_nothing(marketing, wording):
    answer = marketing.post(page(wording, "try"), GOOD)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert {"script-src 'none'", "form-action 'none'", "frame-ancestors 'self'"} <= set(
        policy.split("; ")
    )


def test_a_try_explains_each_finding_with_the_words_at_fault(marketing, wording):
    bad = {**GOOD, "opening": "Can I help? Hurry."}
    answer = marketing.post(page(wording, "try"), bad, **ENGLISH)
    assert [(each.rule.name, each.excerpt) for each in answer.context["findings"]] == [
        ("COUNTDOWN", "Can I help? Hurry.")
    ]
    assert "It sets a deadline." in answer.text


def test_a_try_is_made_on_a_cart_that_was_left(marketing, wording, episode):
    episode.__class__.objects.update(cause="unknown")
    form = marketing.get(page(wording)).context["adminform"].form
    assert form.initial["about"] == episode.pk
    answer = marketing.post(page(wording, "try"), {**GOOD, "about": str(episode.pk)})
    name = episode.cart.lines.get().variant.product.name_en
    assert f"2 × {name}" in answer.context["mail"].text


def test_a_cart_that_was_not_offered_cannot_be_asked_for(marketing, wording, episode):
    episode.__class__.objects.update(cause="price_rose")
    answer = marketing.post(page(wording, "try"), {**GOOD, "about": str(episode.pk)})
    assert list(answer.context["form"].errors) == ["about"]


def test_a_test_goes_to_whoever_asks_for_it(marketing, wording):
    answer = marketing.post(page(wording, "try"), {**GOOD, "_test": ""}, **ENGLISH)
    assert "A test is on its way to marketing@demo.example." in answer.text
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("recovery.wording_test", "marketing@demo.example")


@pytest.mark.parametrize("role", ["customer care", "catalogue"])
def test_whoever_may_not_change_words_neither_tries_nor_goes_back(colleague, wording, role):
    client = colleague(role)
    for what in ("try", "back"):
        assert (
            client.post(page(wording, what), {**GOOD, "_test": "", "number": "0"}).status_code
            == 403
        )
    assert (versions(), Message.objects.count()) == ([], 0)


def test_customer_care_reads_the_words(colleague, wording):
    shown = colleague("customer care").get(page(wording), **ENGLISH).text
    assert "Did something not work with the payment" in shown
    assert 'name="_save"' not in shown


def test_an_earlier_version_comes_back_as_a_new_one(marketing, wording):
    marketing.post(page(wording), GOOD)
    marketing.post(page(wording), {**GOOD, "subject": "May I help?", "seen": "1"})
    marketing.post(page(wording, "back"), {"number": "1", "seen": "2"})
    assert versions()[2] == (3, "Can I help you?", True)


def test_going_back_runs_over_nobody_either(marketing, wording):
    marketing.post(page(wording), GOOD)
    answer = marketing.post(
        page(wording, "back"), {"number": "0", "seen": "0"}, follow=True, **ENGLISH
    )
    assert "Somebody changed this at the same moment." in answer.text
    assert versions() == [(1, "Can I help you?", True)]


@pytest.mark.parametrize("sent", [{}, {"number": "x", "seen": "0"}, {"number": "0"}])
def test_an_order_to_go_back_that_says_nothing_changes_nothing(marketing, wording, sent):
    assert marketing.post(page(wording, "back"), sent).status_code == 302
    assert marketing.get(page(wording, "back")).status_code == 302
    assert versions() == []


def test_a_version_that_never_was_is_not_found(marketing, wording):
    assert marketing.post(page(wording, "back"), {"number": "7", "seen": "0"}).status_code == 404
