"""``/r/``: a link grants a cart, never an identity (R5, pitfalls R9 to R11)."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart import changing
from cart.models import Cart
from checkout.models import Order
from recovery.links.making import make_links
from recovery.models import Episode, Link, LinkPurpose
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory, VariantFactory
from tests.recovery.conftest import DAY, HOUR
from tests.shopper import Shopper, path_of

PERSONAL = ("zoe@demo.example", "Zoé Démo", "rue des Essais", "75011")


@pytest.fixture
def link(episode):
    return path_of(make_links(episode, LinkPurpose.RESUME)[0])


@pytest.fixture
def friend(db):
    return Shopper()


def hidden(shopper):
    return [word for word in PERSONAL if word in shopper.page.text]


def test_get_shows_the_cart_and_nobody(friend, link, episode):
    friend.get(link)
    assert friend.page.status_code == 200
    assert "product-" in friend.text
    assert friend.find("masked-email") == "z•••@d•••.example"
    assert "Z••• D•••" in friend.find("masked-address")
    assert friend.find("total") == "€24.90"
    assert hidden(friend) == []


def test_get_changes_nothing(friend, link, episode):
    with CaptureQueriesContext(connection) as seen:
        for _ in range(2):
            friend.get(link)
            friend.client.head(link)
    written = [
        q["sql"] for q in seen if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert written == []
    assert "cart" not in friend.client.cookies


def test_post_opens_the_cart_at_its_step_and_it_can_be_paid(friend, link, episode):
    friend.get(link).post(link, {"do": "open"})
    assert friend.place == "/checkout/payment/"
    assert hidden(friend) == []
    friend.pay().at_bank()
    assert friend.place == "/checkout/done/"
    assert hidden(friend) == []
    assert Order.objects.get().state == "paid"
    episode.refresh_from_db()
    assert (episode.state, episode.came_by_link) == ("returned", True)


def test_the_first_browser_keeps_its_cart(street, friend, scenarios):
    owner, goods = Shopper(), VariantFactory()
    owner.add(goods).give_email(wants_reminders="on")
    street.after(HOUR)
    (url,) = make_links(Episode.objects.get(), LinkPurpose.RESUME)
    friend.post(path_of(url), {"do": "open"})
    assert friend.place == "/checkout/address/"
    assert 'value="zoe@demo.example"' in owner.get("/checkout/email/").page.text
    assert "zoe@demo.example" not in friend.get("/checkout/email/").page.text


def test_a_browser_with_a_cart_is_asked(friend, link, episode):
    friend.add(VariantFactory()).get(link)
    assert friend.find("resume") == "Go on with this one; lay mine beside it for later"
    assert friend.find("copy") == "Keep mine; add these things to it"


def test_a_browser_that_knows_its_own_order_knows_not_the_other(friend, link, episode):
    friend.add(VariantFactory()).give_email("bert@demo.example").post(link, {"do": "open"})
    assert friend.place == "/checkout/payment/"
    assert hidden(friend) == []


def test_its_own_things_are_laid_beside(friend, link, episode):
    friend.add(VariantFactory()).post(link, {"do": "open"})
    places = episode.cart.lines.order_by("pk").values_list("place", flat=True)
    assert list(places) == ["in_cart", "saved"]


def test_or_it_takes_copies_and_leaves_the_kept_cart_alone(friend, link, episode):
    friend.add(VariantFactory()).post(link, {"do": "copy"})
    assert friend.place == "/cart/"
    own = Cart.objects.exclude(pk=episode.cart_id).get()
    assert (own.lines.count(), episode.cart.lines.count()) == (2, 1)


def test_another_account_may_only_take_copies(friend, link, episode):
    friend.client.force_login(UserFactory(email="bert@demo.example"))
    friend.get(link)
    assert friend.find("resume") is None
    friend.post(link, {"do": "open"})
    assert friend.place == link
    assert Cart.objects.get().user is None
    friend.post(link, {"do": "copy"})
    assert Cart.objects.count() == 2


def test_the_owner_signed_in_goes_on(friend, link, episode):
    user = UserFactory(email="Zoe@demo.example")
    friend.client.force_login(user)
    friend.post(link, {"do": "open"})
    episode.cart.refresh_from_db()
    assert episode.cart.user == user


def test_the_owner_asks_for_a_link_that_shows_all(friend, link, episode):
    friend.post(link, {"do": "identify"})
    friend.post(link, {"do": "identify"})
    send_due(limit=10)
    (sent,) = [m for m in mail.outbox if m.subject == "Your link to your cart at Panier"]
    assert sent.to == ["zoe@demo.example"]
    own = path_of(re.search(r"http\S+/r/\S+", sent.body)[0])
    assert hidden(friend.get(own)) == []
    friend.post(own, {"do": "open"})
    assert "zoe@demo.example" in friend.get("/checkout/payment/").page.text


@pytest.mark.parametrize("damage", [lambda s: s[:-3], lambda _s: "A" * 43, str.upper])
def test_a_damaged_link_opens_nothing(friend, link, damage):
    secret = link.strip("/").removeprefix("r/")
    friend.get(f"/r/{damage(secret)}/")
    assert friend.page.status_code == 404
    assert "This link opens nothing" in friend.text
    assert "product-" not in friend.text


@pytest.mark.parametrize("purpose", [LinkPurpose.STOP, LinkPurpose.WHY])
def test_a_link_for_something_else_opens_nothing(friend, episode, purpose):
    (url,) = make_links(episode, purpose)
    secret = path_of(url).strip("/").rpartition("/")[2]
    assert friend.get(f"/r/{secret}/").page.status_code == 404


def test_an_expired_link_shows_nothing(friend, link, street):
    street.clock.shift(31 * DAY)
    friend.get(link)
    assert friend.page.status_code == 410
    assert "This link is too old" in friend.text
    assert "product-" not in friend.text
    friend.post(link, {"do": "open"})
    assert "cart" not in friend.client.cookies


def test_a_link_is_dead_once_ordered_and_offers_what_can_be_had(friend, link, street):
    street.buy(Order.objects.get())
    friend.get(link)
    assert friend.page.status_code == 410
    assert "This cart was ordered" in friend.text
    assert "What was in it and can still be had" in friend.text
    assert "z•••" not in friend.text


def test_a_link_is_dead_once_erased(friend, link, episode):
    changing.empty(cart=episode.cart)
    friend.get(link)
    assert friend.page.status_code == 410
    assert "This cart is not there any more" in friend.text


def test_no_secret_reaches_the_database(friend, link, episode):
    secret = link.strip("/").removeprefix("r/")
    with CaptureQueriesContext(connection) as seen:
        friend.get(link).post(link, {"do": "open"})
    assert [q["sql"] for q in seen if secret in q["sql"]] == []
    assert Link.objects.get(purpose="resume").used_at is not None


def test_a_company_without_tax_sees_the_same_total_as_before(friend, link, episode):
    """24.90 hold 24.90 / 6 = 4.15; whose number it is stays hidden."""
    Order.objects.update(country="DE", vat_number="DE136695976")
    friend.get(link)
    assert (friend.find("relief"), friend.find("total")) == ("−€4.15", "€20.75")
    assert "DE136695976" not in friend.page.text
    assert friend.find("duties") is None


def test_a_parcel_that_leaves_the_union_may_owe_duties(friend, link, episode):
    Order.objects.update(country="CH")
    friend.get(link)
    assert "taxes and duties may fall due there" in friend.find("duties")
    assert friend.find("total") == "€20.75"
