"""A person is erased: nothing leads to them but what the law has kept, and nobody else loses a thing (P5)."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import override

from cart.models import Cart
from catalog.models import HelpfulVote, Review
from checkout.models import Address, Invoice, Order
from recovery.links.making import cart_links, make_links
from recovery.models import CartLink, Episode, Link, LinkPurpose
from recovery.reminding.planning import about_episode
from shop.core.messaging.models import Consent, Message, State, Suppression
from shop.core.messaging.people import merge, person_for
from shop.core.messaging.permissions import has_consented
from shop.core.privacy.erasing import Blocked, erase_person
from shop.core.privacy.models import Erasure
from shop.core.privacy.subject import Subject, subject_of_account, subject_of_person
from shop.core.users.models import User
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR

pytestmark = pytest.mark.django_db


def erase(known):
    return erase_person(subject_of_person(known.person), by="command")


def test_nothing_leads_to_who_was_erased_but_what_the_law_keeps(known, where_found):
    zoe = known("zoe")
    before = where_found(zoe.email)
    assert before == {
        "account.EmailAddress.email",
        "catalog.Alert.email",
        "checkout.Order.email",
        "messaging.Message.recipient",
        "users.User.email",
    }
    row = erase(zoe)
    assert where_found(zoe.email) == {"checkout.Order.email"}
    assert where_found("Zoe Démo") == set()
    assert Order.objects.get().pk == zoe.bought.pk
    assert (Order.objects.get().user, Address.objects.count()) == (None, 1)
    assert Invoice.objects.count() == 1
    assert Cart.objects.get().token_digest is None
    assert row.erased == {
        "cart.carts": 1,
        "catalog.alerts": 1,
        "catalog.remembered_searches": 1,
        "catalog.views": 1,
        "checkout.started": 1,
        "messaging.messages": Message.objects.count(),
        "recovery.replies": 1,
        "users.accounts": 1,
    }
    assert row.kept == {
        "catalog.purchases": 1,
        "catalog.reviews": 1,
        "checkout.orders": 1,
        "messaging.consents": Consent.objects.count() + 1,
        "recovery.episodes": 1,
    }


def test_nobody_else_loses_anything(known, where_found):
    zoe, max_ = known("zoe"), known("max")
    tables = (Cart, Order, Address, Review, HelpfulVote, Message, Suppression, Link, Episode)
    theirs = {table: table.objects.count() for table in tables}
    before = where_found(max_.email)
    erase(zoe)
    assert where_found(max_.email) == before
    assert where_found("Max Démo") == {"users.User.full_name"}
    assert Cart.objects.filter(user=max_.user).count() == 1
    assert {table: theirs[table] - table.objects.count() for table in tables} == {
        **dict.fromkeys(tables, 0), Cart: 2, Order: 1, Address: 1,
    }  # fmt: skip
    assert Message.objects.filter(person=max_.person, state=State.DUE).count() == 1
    assert not Message.objects.filter(person=max_.person, recipient="").exists()


def test_that_they_are_left_alone_outlives_it_and_a_yes_does_not(known):
    zoe = known("zoe")
    assert has_consented(zoe.person.pk, "reminders")
    erase(zoe)
    assert person_for(zoe.email).pk == zoe.person.pk
    assert Suppression.objects.get(person=zoe.person).reason == "complained"
    assert not has_consented(zoe.person.pk, "reminders")
    consents = Consent.objects.filter(person=zoe.person, purpose="reminders")
    newest = consents.order_by("pk").last()
    assert (newest.source, newest.text_version) == ("erasure", "checkout-2026-11")


def test_a_reminder_that_is_due_is_taken_back_and_links_are_dead_but_the_one_to_stop(street):
    street.leave("payment")
    street.after(HOUR)
    episode = Episode.objects.get()
    Message.objects.update(state=State.DUE)
    make_links(episode, *LinkPurpose)
    row = erase_person(subject_of_person(episode.person), by="command")
    message = Message.objects.get(about__startswith=about_episode(episode))
    assert (message.state, message.reason, message.recipient) == ("skipped", "erased", "")
    assert [link.purpose for link in Link.objects.all()] == ["stop"]
    assert (row.erased["recovery.links"], row.kept["recovery.links"]) == (4, 1)
    episode.refresh_from_db()
    assert (episode.state, episode.cart, episode.order) == ("dropped", None, None)


def test_erasing_twice_finds_nothing_the_second_time(known):
    zoe = known("zoe")
    first = erase(zoe)
    second = erase(zoe)
    assert second.erased == {}
    assert second.kept == {key: n for key, n in first.kept.items() if key != "catalog.reviews"}
    assert Erasure.objects.count() == 2


def test_a_payment_under_way_blocks_before_anything_is_erased(street, where_found):
    order = street.leave("payment")
    street.start_to_pay(order)
    before = where_found(order.email)
    with override("en"), pytest.raises(Blocked, match="A payment is under way"):
        erase_person(subject_of_person(order.person), by="command")
    assert where_found(order.email) == before
    assert Erasure.objects.count() == 0


def test_an_account_of_staff_is_not_erased(admin_user):
    person = person_for(admin_user.email)
    with override("en"), pytest.raises(Blocked, match="belongs to staff"):
        erase_person(subject_of_person(person), by="command")
    assert User.objects.filter(pk=admin_user.pk).exists()


def test_what_is_owed_for_money_that_came_too_late_stays_without_its_addresses(street):
    payment = street.fail_to_pay()
    payment.state = "late"
    payment.save()
    row = erase_person(subject_of_person(payment.order.person), by="command")
    assert row.kept["checkout.started"] == 1
    order = Order.objects.get()
    assert (order.cart, order.addresses.count(), order.wants_reminders) == (None, 0, False)


def test_the_log_of_the_administration_forgets_the_name_of_an_account(admin_user):
    user = UserFactory()
    LogEntry.objects.create(
        user=admin_user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=2,
    )
    erase_person(subject_of_account(user), by="self")
    assert LogEntry.objects.get().object_repr == f"#{user.pk}"


def test_an_account_finds_by_proved_addresses_alone_what_was_done_without_it(street, where_found):
    """Who opens an account with somebody's address erases nothing of theirs (M10)."""
    left = street.leave("payment")
    thief = UserFactory(email=left.email)
    EmailAddress.objects.create(user=thief, email=left.email, verified=False, primary=True)
    assert subject_of_account(thief) == Subject(None, (), (thief.pk,))
    row = erase_person(subject_of_account(thief), by="self")
    assert (row.person, row.erased) == (None, {"users.accounts": 1})
    assert where_found(left.email) == {"checkout.Order.email"}
    assert Order.objects.get().pk == left.pk


def test_a_cart_whose_account_was_deleted_is_found_by_its_episode(street):
    user = UserFactory()
    street.leave_cart(user=user)
    street.after(48 * HOUR)
    person = Episode.objects.get().person
    user.delete()
    assert erase_person(subject_of_person(person), by="command").erased == {"cart.carts": 1}
    assert Cart.objects.count() == 0


def test_whoever_they_were_merged_with_is_erased_with_them(street):
    street.leave("address", email="zoe@demo.example")
    street.leave("address", email="zoe@other.example")
    kept, merged = person_for("zoe@demo.example"), person_for("zoe@other.example")
    merge(kept=kept, merged=merged)
    merged.refresh_from_db()
    assert subject_of_person(merged) == Subject(kept.pk, (kept.pk, merged.pk), ())
    erase_person(subject_of_person(merged), by="command")
    assert Order.objects.count() == 0


def test_the_link_to_a_cart_that_was_sent_somewhere_shows_nothing_of_what_was_ordered(known):
    zoe, max_ = known("zoe"), known("max")
    for each in (zoe, max_):
        cart_links([each.bought.cart_id])
    row = erase(zoe)
    assert row.erased["recovery.links"] == 1
    assert CartLink.objects.get().cart_id == max_.bought.cart_id
