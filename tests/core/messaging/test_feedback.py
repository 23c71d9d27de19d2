"""What providers tell, as they tell it: by anymail's own webhooks, with its own reading of them."""

import base64
import hmac
import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import include, path

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Feedback, Message, Person, State, Suppression
from shop.core.messaging.pausing import paused_since
from shop.core.messaging.people import merge, person_for
from shop.core.messaging.permissions import preferences_of, write_again
from tests.admin_rows import feedback
from tests.conftest import NOON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid"),
]
urlpatterns = [path("anymail/", include("shop.core.messaging.webhooks"))]

SECRET = "panier:a-long-enough-secret"
JANE = "jane@example.com"


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET]}


def tell(provider, payload, *, secret=SECRET, **options):
    body = payload if isinstance(payload, str) else json.dumps(payload)
    auth = base64.b64encode((secret or "").encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        f"/anymail/{provider}/tracking/",
        body,
        content_type="application/json",
        headers={} if secret is None else {"authorization": f"Basic {auth}"},
        **options,
    )


def postmark(kind="HardBounce", *, record="Bounce", email=JANE, **more):
    return {"RecordType": record, "Type": kind, "Email": email, "MessageID": "m-1", **more}


def brevo(event, *, email=JANE, message_id="m-1", **more):
    return {"event": event, "email": email, "message-id": message_id, "ts_epoch": 1, **more}


def sendgrid(event, **more):
    return [{"event": event, "email": JANE, "timestamp": 1, "sg_event_id": "e-1", **more}]


def suppressed():
    return list(Suppression.objects.values_list("reason", "source"))


@pytest.mark.parametrize(
    ("provider", "payload", "reason"),
    [
        ("postmark", postmark(), "bounced"),
        ("postmark", postmark("SoftBounce"), None),
        ("postmark", postmark("Transient"), None),
        ("postmark", postmark("BadEmailAddress"), "bounced"),  # rejected: no address at all
        ("postmark", postmark("Blocked"), None),
        ("postmark", postmark("SpamComplaint", record="SpamComplaint"), "complained"),
        ("postmark", {"RecordType": "Delivery", "Recipient": JANE, "DeliveredAt": "2026-03-04"}, None),
        ("sendgrid", sendgrid("bounce", type="bounce", reason="550 5.1.1 no such user"), "bounced"),
        ("sendgrid", sendgrid("bounce", type="blocked", reason="550 5.7.1 policy"), None),
        ("sendgrid", sendgrid("bounce", type="bounce", reason="552 5.2.2 mailbox full"), None),
        ("sendgrid", sendgrid("bounce", type="bounce", reason="550 at 10.4.5.6: no user"), "bounced"),
        ("sendgrid", sendgrid("deferred", response="451 4.2.1 later"), None),
        ("sendgrid", sendgrid("dropped", reason="Bounced Address"), "bounced"),
        ("sendgrid", sendgrid("dropped", reason="Invalid"), "bounced"),
        ("sendgrid", sendgrid("dropped", reason="Spam Content"), None),
        ("sendgrid", sendgrid("spamreport"), "complained"),
        ("sendgrid", sendgrid("unsubscribe"), "stopped"),
        ("sendgrid", sendgrid("open"), None),
        ("brevo", brevo("hard_bounce"), "bounced"),
        ("brevo", brevo("soft_bounce"), None),
        ("brevo", brevo("spam"), "complained"),
        ("mailjet", {"event": "bounce", "email": JANE, "hard_bounce": True, "time": 1, "MessageID": 1}, "bounced"),
        ("mailjet", {"event": "bounce", "email": JANE, "hard_bounce": False, "time": 1, "MessageID": 1}, None),
    ],
)  # fmt: skip
def test_what_is_told_suppresses_or_not(provider, payload, reason):
    person_for(JANE)
    assert tell(provider, payload).status_code == 200
    assert [found for found, _source in suppressed()] == ([reason] if reason else [])


def test_an_address_is_recognised_in_any_spelling():
    person = person_for("Jane.Doe@gmail.com")
    tell("brevo", brevo("hard_bounce", email="JANEDOE+shop@googlemail.com"))
    row = Feedback.objects.get()
    assert (row.person, row.message, row.reason, row.source) == (person, None, "bounced", "Brevo")
    assert suppressed() == [("bounced", "Brevo")]


def test_our_own_message_id_counts_for_more_than_an_address(put):
    """Whose message was erased has no address here any more, and is still left alone."""
    message = put(recipient=JANE)
    Message.objects.update(recipient="")
    named = f"<{message.ref}@shop.example>"
    tell("brevo", brevo("hard_bounce", email="forwarded@elsewhere.example", message_id=named))
    assert Feedback.objects.values_list("person", "message").get() == (
        message.person_id,
        message.pk,
    )
    assert Person.objects.count() == 1


def test_what_is_due_and_may_not_go_any_more_is_withdrawn(put):
    due = {each: put(each) for each in MessageClass}
    other = put(MessageClass.REMINDER, recipient="john@example.com")
    tell("brevo", brevo("spam"))
    states = dict(Message.objects.values_list("message_class", "state").exclude(pk=other.pk))
    assert states == {"order": "due", "service": "due", "asked_for": "skipped", "reminder": "skipped"}  # fmt: skip
    event = due[MessageClass.REMINDER].events.get()
    assert (event.from_state, event.to_state, event.reason) == ("due", "skipped", "suppressed")
    other.refresh_from_db()
    assert other.state == State.DUE


def test_told_again_it_changes_nothing_even_when_the_person_has_changed_their_mind():
    person = person_for(JANE)
    tell("sendgrid", sendgrid("unsubscribe", anymail_id="m-1"))
    write_again(person=person, text_version="1", language="fr", source="test")
    again = sendgrid("unsubscribe", anymail_id="m-1", sg_event_id="another", timestamp=99)
    assert tell("sendgrid", again).status_code == 200
    assert Feedback.objects.count() == 1
    assert preferences_of([person])[person.pk].may_be_reminded
    later = sendgrid("unsubscribe", anymail_id="m-2", sg_event_id="e-2")
    tell("sendgrid", later)  # of another mail: they have changed it once more
    assert suppressed() == [("stopped", "SendGrid")]


def test_complaints_of_two_people_about_their_reminders_pause_all(put):
    """Told twice, the first is still one person."""
    sent = [put(MessageClass.REMINDER, recipient=f"{name}@example.com") for name in "ab"]
    attempt = {"state": State.SENT, "attempts": 1, "attempted_at": NOON}
    Message.objects.update(**attempt)
    spam = [brevo("spam", email="", message_id=f"<{each.ref}@shop.example>") for each in sent]
    for each in (spam[0], spam[0]):
        tell("brevo", each)
    assert paused_since() is None
    tell("brevo", spam[1])
    assert paused_since() == NOON


@pytest.mark.parametrize("secret", [None, "", "None", "panier:a-wrong-secret", SECRET[:-1]])
def test_whoever_lacks_the_secret_changes_nothing(put, secret):
    message = put(MessageClass.REMINDER)
    answer = tell("postmark", postmark(), secret=secret)
    assert answer.status_code == 400
    message.refresh_from_db()
    assert (message.state, Suppression.objects.count(), Feedback.objects.count()) == ("due", 0, 0)


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_looking_changes_nothing(method):
    person_for(JANE)
    auth = base64.b64encode(SECRET.encode()).decode()
    getattr(Client(), method)(
        "/anymail/postmark/tracking/", headers={"authorization": f"Basic {auth}"}
    )
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("provider", "payload"),
    [
        ("postmark", postmark(email="nobody@example.com")),
        ("postmark", postmark(email=None)),
        ("postmark", postmark(email={"a": 1})),
        ("postmark", postmark(email="\ud800@example.com")),
        ("postmark", postmark(email="x" * 1000 + "@example.com")),
        ("brevo", brevo("hard_bounce", email="x", message_id=f"<{uuid.uuid4()}@shop.example>")),
        ("brevo", brevo("hard_bounce", email="x", message_id="<'; DROP TABLE x@y>")),
        ("brevo", brevo("hard_bounce", email="x", message_id=["\x00"])),
        ("postmark", "no json"),
        ("postmark", "[]"),
        ("postmark", "{}"),
        ("sendgrid", "{}"),
        ("sendgrid", "[1]"),
        ("sendgrid", "[{}]"),
    ],
)
def test_news_of_nobody_and_nonsense_are_taken_and_change_nothing(provider, payload):
    """A provider that gets no 2xx would ask again for days."""
    person_for(JANE)
    assert tell(provider, payload).status_code == 200
    assert (Suppression.objects.count(), Feedback.objects.count(), Person.objects.count()) == (0, 0, 1)  # fmt: skip


def test_a_failure_of_our_own_is_told_again(monkeypatch):
    from shop.core.messaging import feedback as module

    def fail(**_kwargs):
        raise KeyError

    person_for(JANE)
    monkeypatch.setattr(module, "suppress", fail)
    with pytest.raises(KeyError):
        tell("postmark", postmark())
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("provider", ["mailgun", "mandrill", "amazon_ses", "nobody"])
@pytest.mark.parametrize("secret", [SECRET, None])
def test_a_provider_that_is_not_set_up_is_not_there(provider, secret):
    """Whoever tries it fills the log with no errors."""
    assert tell(provider, "{}", secret=secret).status_code == 404


@pytest.mark.parametrize(("key", "status"), [("k-1", 200), ("k-2", 400)])
def test_a_provider_that_signs_is_asked_for_both(settings, key, status):
    settings.ANYMAIL = {**settings.ANYMAIL, "MAILGUN_WEBHOOK_SIGNING_KEY": "k-1"}
    person_for(JANE)
    signed = hmac.new(key.encode(), b"1t", "sha256").hexdigest()
    payload = {
        "signature": {"timestamp": "1", "token": "t", "signature": signed},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "recipient": JANE,
            "timestamp": 1,
        },
    }
    assert tell("mailgun", payload).status_code == status
    assert suppressed() == ([("bounced", "Mailgun")] if status == 200 else [])


def test_no_mail_comes_in_by_a_webhook():
    assert Client().post("/anymail/postmark/inbound/").status_code == 404


def test_news_goes_along_when_two_persons_turn_out_to_be_one():
    kept, merged = person_for("a@example.com"), person_for(JANE)
    tell("postmark", postmark())
    merge(kept=kept, merged=merged)
    assert Feedback.objects.get().person == kept


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"digest": "0" * 64}, "feedback_told_once"), ({"reason": "x"}, "feedback_reason_known")],
)
def test_the_database_refuses(fields, name):
    feedback(digest="0" * 64)
    with pytest.raises(IntegrityError, match=f"{name}|feedback.digest"), transaction.atomic():
        feedback(**fields)
