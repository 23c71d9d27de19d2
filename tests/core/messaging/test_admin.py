import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from shop.core.messaging.models import (
    Consent,
    Feedback,
    Message,
    Pause,
    Person,
    State,
    Suppression,
)
from tests.admin_rows import make, message, person
from tests.conftest import NOON
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

MESSAGES = "/admin/messaging/message/"


@pytest.fixture
def reader(client):
    """Staff who may read messages, not to whom they go."""
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_message"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("total", [1, 30])
@pytest.mark.parametrize(
    ("model", "queries"),
    [(Person, 4), (Consent, 4), (Suppression, 4), (Message, 5), (Feedback, 4), (Pause, 4)],
)
def test_list_makes_the_same_queries_for_any_number(
    staff_client, model, queries, total, django_assert_num_queries
):
    make(model, total)
    with django_assert_num_queries(queries):
        staff_client.get(f"/admin/messaging/{model._meta.model_name}/")


@pytest.mark.parametrize("total", [1, 30])
@pytest.mark.parametrize(
    ("model", "queries"),
    [(Person, 3), (Consent, 4), (Suppression, 4), (Message, 5), (Feedback, 5), (Pause, 3)],
)
def test_page_makes_the_same_queries_for_any_number(
    staff_client, model, queries, total, django_assert_num_queries
):
    row = make(model, total)
    with django_assert_num_queries(queries):
        staff_client.get(f"/admin/messaging/{model._meta.model_name}/{row.pk}/change/")


@pytest.mark.parametrize("page", [MESSAGES, "change"])
def test_an_address_is_masked_without_the_permission(reader, page):
    row = message(recipient="jane@example.com")
    text = reader.get(page if page == MESSAGES else f"{MESSAGES}{row.pk}/change/").text
    assert "j•••@e•••.com" in text
    assert "jane@example.com" not in text
    assert "Zebulon" not in text


@pytest.mark.parametrize("page", [MESSAGES, "change"])
def test_an_address_is_shown_with_the_permission(staff_client, page):
    row = message(recipient="jane@example.com")
    text = staff_client.get(page if page == MESSAGES else f"{MESSAGES}{row.pk}/change/").text
    assert "jane@example.com" in text


@pytest.mark.parametrize("query", ["recipient__startswith=j", "facts__secret=a", "recipient=x"])
def test_an_address_cannot_be_guessed_through_the_list(reader, query):
    message(recipient="jane@example.com")
    assert reader.get(f"{MESSAGES}?{query}").status_code == 400


def test_an_address_is_searched_only_with_the_permission(reader, admin_client):
    message(recipient="jane@example.com")
    query = {"q": "jane@example.com"}
    assert reader.get(MESSAGES, query).context["cl"].result_count == 0


def test_staff_find_a_message_by_its_address(staff_client):
    message(recipient="jane@example.com")
    found = staff_client.get(MESSAGES, {"q": "jane@example.com"}).context["cl"].result_count
    assert found == 1


@pytest.mark.parametrize(
    ("look", "states"),
    [
        ("all", {State.UNKNOWN, State.FAILED}),
        ("unknown", {State.UNKNOWN}),
        ("failed", {State.FAILED}),
        ("late", {State.DUE}),
    ],
)
def test_what_needs_a_look_is_one_click_away(staff_client, clock, look, states):
    for state in (State.DUE, State.SENT, State.UNKNOWN, State.FAILED):
        message(state=state)
    clock.shift(601)
    message(state=State.DUE)
    shown = staff_client.get(MESSAGES, {"look": look}).context["cl"].result_list
    assert {row.state for row in shown} == states
    assert len(shown) == len(states)


def test_front_page_counts_what_needs_a_look(staff_client, django_assert_num_queries):
    for state in (State.UNKNOWN, State.UNKNOWN, State.FAILED, State.SENT):
        message(state=state)
    with django_assert_num_queries(15):
        page = staff_client.get("/admin/", headers={"accept-language": "en"})
    assert "2 messages may or may not have been sent" in page.text
    assert "1 message was refused" in page.text


def test_front_page_says_nothing_while_all_is_well(staff_client):
    message(state=State.SENT)
    assert "?look=" not in staff_client.get("/admin/").text


@pytest.mark.parametrize("verb", ["add/", "{pk}/delete/"])
def test_a_message_is_neither_written_nor_deleted_here(staff_client, verb):
    row = message()
    assert staff_client.post(MESSAGES + verb.format(pk=row.pk), {"post": "yes"}).status_code == 403
    assert Message.objects.filter(pk=row.pk).exists()


def test_staff_suppress_a_person_and_their_name_stays_with_it(staff_client, staff):
    somebody = person()
    staff_client.post(
        "/admin/messaging/suppression/add/", {"person": somebody.pk, "reason": "stopped"}
    )
    row = Suppression.objects.get()
    assert (row.person, row.reason, row.source) == (somebody, "stopped", f"staff:{staff.pk}")


def test_a_second_suppression_is_refused_in_words(staff_client):
    row = make(Suppression, 1)
    response = staff_client.post(
        "/admin/messaging/suppression/add/", {"person": row.person_id, "reason": row.reason}
    )
    assert response.status_code == 200
    assert Suppression.objects.count() == 1


def test_a_suppression_is_deleted_only_with_the_permission(client):
    user = UserFactory(is_staff=True)
    names = ["view_suppression", "add_suppression"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    row = make(Suppression, 1)
    url = f"/admin/messaging/suppression/{row.pk}/delete/"
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert Suppression.objects.exists()


def test_staff_send_again_what_is_unknown_and_nothing_else(staff_client):
    unknown = message(state=State.UNKNOWN, attempts=1, attempted_at=NOON)
    sent = message(state=State.SENT, attempts=1, attempted_at=NOON)
    answer = staff_client.post(
        MESSAGES,
        {"action": "send_again", "_selected_action": [unknown.pk, sent.pk]},
        headers={"accept-language": "en"},
        follow=True,
    )
    assert "1 message is due again." in answer.text
    assert "Only messages that are unknown or refused can be sent again." in answer.text
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {unknown.pk: State.DUE, sent.pk: State.SENT}


def test_sending_again_needs_its_permission(reader):
    row = message(state=State.UNKNOWN, attempts=1, attempted_at=NOON)
    reader.post(MESSAGES, {"action": "send_again", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_the_reason_is_told_in_words(staff_client):
    row = message(state=State.SKIPPED, reason="no_consent")
    page = staff_client.get(f"{MESSAGES}{row.pk}/change/", headers={"accept-language": "en"}).text
    assert "The person has not agreed to be reminded." in page


@pytest.mark.parametrize("page", ["/admin/", MESSAGES])
def test_a_pause_is_told_where_staff_look(staff_client, page):
    paused = 'data-testid="paused"'
    assert paused not in staff_client.get(page).text
    make(Pause, 1)
    text = staff_client.get(page, headers={"accept-language": "en"}).text
    assert paused in text
    assert "too many have marked reminders as spam" in text


def lift(client, row):
    return client.post(
        "/admin/messaging/pause/",
        {"action": "lift", "_selected_action": [row.pk]},
        headers={"accept-language": "en"},
        follow=True,
    )


def test_staff_lift_a_pause_and_their_name_stays_with_it(staff_client, staff, clock):
    row = make(Pause, 1)
    assert "Reminders go out again, and counting starts anew." in lift(staff_client, row).text
    assert "It was lifted already." in lift(staff_client, row).text
    row.refresh_from_db()
    assert (row.lifted_at, row.lifted_by) == (NOON, staff)


def test_lifting_needs_its_permission(reader):
    row = make(Pause, 1)
    may_look = Permission.objects.get(codename="view_pause")
    get_user_model().objects.get(is_staff=True).user_permissions.add(may_look)
    lift(reader, row)
    row.refresh_from_db()
    assert row.lifted_at is None


def test_whom_staff_suppress_is_not_sent_what_was_due(staff_client):
    due = message(kind="recovery.reminder", message_class="reminder")
    staff_client.post(
        "/admin/messaging/suppression/add/", {"person": due.person_id, "reason": "stopped"}
    )
    due.refresh_from_db()
    assert (due.state, due.reason) == (State.SKIPPED, "suppressed")
