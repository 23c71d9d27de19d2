"""Guests and accounts reminded in one handful: each mail holds one person's things alone (R13)."""

import re

import pytest
from django.core import mail

from shop.core.messaging.models import Message, Suppression
from shop.core.messaging.people import person_for
from shop.core.messaging.sending import HANDFUL, send_due
from tests.factories import UserFactory
from tests.faults.recovery_street import agree
from tests.recovery.conftest import HOUR
from tests.shopper import Shopper, path_of

GUESTS, ACCOUNTS = ("anna", "bert"), ("cleo", "dora")
NAMES = (*GUESTS, *ACCOUNTS)


def names_in(text):
    return {name for name in NAMES if name in text}


@pytest.fixture
def mails(street):
    """Remind two guests and two accounts of one thing each, together; return the mails by name."""
    for name in NAMES:
        user = UserFactory(email=f"{name}@demo.example") if name in ACCOUNTS else None
        cart = street.leave_cart(user=user, product__name_en=f"Thing of {name}")
        if user:
            agree(user.email)
        else:
            street.leave("delivery", email=f"{name}@demo.example", cart=cart)
    street.after(HOUR)
    street.clock.shift(47 * HOUR)
    assert Message.objects.filter(state="due").count() == len(NAMES) <= HANDFUL
    send_due(limit=100)
    return {each.to[0].partition("@")[0]: each for each in mail.outbox}


def test_no_mail_holds_anything_of_another_person(mails):
    assert sorted(mails) == sorted(NAMES)
    assert len(mail.outbox) == len(NAMES)
    for name, sent in mails.items():
        (html,) = [part.content for part in sent.alternatives]
        assert (sent.to, sent.cc, sent.bcc) == ([f"{name}@demo.example"], [], [])
        assert names_in(sent.body) == names_in(html) == {name}
        assert names_in(str(sent.message().items())) == {name}


def test_no_two_mails_share_a_link(mails):
    links = [set(re.findall(r"http\S+/(?:r|u|why)/[^/\s]+", each.body)) for each in mails.values()]
    assert [len(each) for each in links] == [3] * len(NAMES)
    assert len(set().union(*links)) == 3 * len(NAMES)


def test_each_link_leads_to_what_its_own_person_left(mails):
    for name in NAMES:
        sent = mails[name]
        resume, stop = (re.search(rf"http\S+/{what}/\S+", sent.body)[0] for what in ("r", "u"))
        assert names_in(Shopper().get(path_of(resume)).text) == {name}
        assert sent.extra_headers["List-Unsubscribe"] == f"<{stop}>"
        Shopper().client.post(path_of(stop), {"List-Unsubscribe": "One-Click"})
        stopped_so_far = NAMES[: NAMES.index(name) + 1]
        assert sorted(Suppression.objects.values_list("person", flat=True)) == sorted(
            person_for(f"{each}@demo.example").pk for each in stopped_so_far
        )
