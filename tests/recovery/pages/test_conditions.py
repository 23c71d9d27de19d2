"""What a link back says and offers, whatever has become of its cart in the meantime (R5, S3.4)."""

import re

import pytest
from django.core import mail

from cart import changing
from cart.models import CartState
from catalog.models import Product, Stock, Variant
from checkout.models import Order
from recovery.links.making import make_links
from recovery.models import Episode, LinkPurpose
from shop.core.messaging.sending import send_due
from tests.factories import DeliveryMethodFactory, UserFactory, VariantFactory
from tests.orders import pay
from tests.recovery.conftest import DAY, HOUR
from tests.shopper import Shopper, path_of


def link_to(episode, purpose=LinkPurpose.RESUME):
    return path_of(make_links(episode, purpose)[0])


@pytest.fixture
def link(episode):
    return link_to(episode)


@pytest.fixture
def friend(db):
    return Shopper()


@pytest.fixture
def second(episode):
    """A second thing in the cart of the link, three of it."""
    line = changing.add(cart=episode.cart, variant=VariantFactory(price=500), quantity=3)
    return line.variant


def lose(variant, how):
    match how:
        case "out":
            Stock.objects.filter(variant=variant).update(on_hand=0)
        case "few":
            Stock.objects.filter(variant=variant).update(on_hand=1)
        case "gone":
            Product.objects.filter(pk=variant.product_id).update(is_published=False)
        case "dearer":
            Variant.objects.filter(pk=variant.pk).update(price=600)


SAID = {
    "out": "This is sold out at the moment. It is not in the total.",
    "few": "Only 1 is left. Please change the quantity.",
    "gone": "This is not sold any more. It is not in the total.",
    "dearer": "The price rose from €5.00 to €6.00. Please say if you agree.",
}


@pytest.mark.parametrize("how", SAID)
def test_a_line_that_has_changed_is_said_and_settled_in_the_cart(friend, link, second, how):
    lose(second, how)
    friend.get(link)
    assert friend.text.count(SAID[how]) == 1
    assert "Something has changed since." in friend.find("to-settle")
    assert (friend.find("none-left"), friend.find("resume")) == (None, "Open the cart")
    friend.post(link, {"do": "open"})
    assert friend.place == "/cart/"
    assert "needs your decision before you can order" in friend.text
    assert SAID[how] in friend.text


def test_settled_it_goes_on_where_it_was_left(friend, link, second, episode):
    lose(second, "out")
    friend.post(link, {"do": "open"})
    line = episode.cart.lines.get(variant=second)
    friend.post(f"/cart/line/{line.pk}/", {"do": "remove"})
    friend.get("/checkout/")
    assert friend.place == "/checkout/payment/"
    assert "zoe@demo.example" not in friend.page.text


def test_a_price_that_fell_is_passed_on_without_a_question(friend, link, second):
    Variant.objects.filter(pk=second.pk).update(price=400)
    assert "The price fell from €5.00 to €4.00" in friend.get(link).text
    assert (friend.find("to-settle"), friend.find("resume")) == (None, "Go on with the order")
    assert friend.post(link, {"do": "open"}).place == "/checkout/payment/"


def test_nothing_of_it_can_be_bought(friend, link, second):
    for variant in Variant.objects.all():
        lose(variant, "out")
    friend.get(link)
    assert "Nothing of it can be bought at the moment." in friend.find("none-left")
    assert (friend.find("total"), friend.find("resume")) == (None, "Open the cart")
    assert friend.post(link, {"do": "open"}).place == "/cart/"


def test_of_copies_what_cannot_be_bought_is_left_out_by_name(friend, link, second):
    lose(second, "out")
    friend.add(VariantFactory()).post(link, {"do": "copy"})
    assert f"{second.product.name} was left out: too few left." in friend.text
    assert "1 thing was added to your cart." in friend.text


# Over


def test_emptied_or_put_together_it_is_gone(friend, link, episode):
    episode.cart.lines.update(place="removed")
    assert "This cart is not there any more" in friend.get(link).text
    episode.cart.lines.update(place="in_cart")
    type(episode.cart).objects.update(state=CartState.JOINED, token_digest=None)
    assert "emptied, erased, or put together with another one" in friend.get(link).text
    assert (friend.page.status_code, friend.find("home")) == (410, "Back to the shop")


def test_once_ordered_the_browser_that_may_see_the_order_is_led_to_it(friend, link):
    friend.post(link, {"do": "open"}).pay().at_bank()
    reference = Order.objects.get().reference
    friend.get(link)
    assert (friend.page.status_code, friend.find("see-order")) == (410, "See the order")
    assert reference not in friend.page.text
    assert friend.get("/checkout/done/").find("order-number") == reference
    stranger = Shopper().get(link)
    assert stranger.find("see-order") is None
    assert "by the link in the confirmation mail" in stranger.text
    other = Shopper().come_to_payment(VariantFactory()).pay().at_bank()
    assert other.get(link).find("see-order") is None


def test_a_transfer_that_is_awaited_is_an_order(friend, link):
    friend.post(link, {"do": "open"}).pay(way="transfer")
    assert friend.get(link).find("see-order") == "See the order"
    assert "This cart was ordered" in Shopper().get(link).text


def own_letters():
    send_due(limit=10)
    return [each for each in mail.outbox if each.subject == "Your link to your cart at Panier"]


def test_who_comes_too_late_is_sent_a_new_link(street, friend, link):
    """To the address that was entered, and without saying which: the old link may be anybody's."""
    street.clock.shift(31 * DAY)
    friend.get(link)
    assert "We can send a new link to the address that was entered for it" in friend.find("kept")
    friend.post(link, {"do": "again"})
    assert (friend.place, friend.page.status_code) == (link, 410)
    assert "The link is on its way to the address that was entered." in friend.text
    assert "z•••" not in friend.page.text
    assert "cart" not in friend.client.cookies
    (sent,) = own_letters()
    assert sent.to == ["zoe@demo.example"]
    fresh = re.search(r"/r/\S+", sent.body)[0]
    assert friend.post(fresh, {"do": "open"}).place == "/checkout/payment/"
    assert "zoe@demo.example" in friend.page.text


def test_a_link_that_showed_all_says_why_it_was_short(street, friend, episode):
    own = link_to(episode, LinkPurpose.OWN)
    street.clock.shift(HOUR)
    assert "opened the cart for one hour only" in friend.get(own).text
    assert friend.find("ask-again") == "Send a new link"


@pytest.mark.parametrize("became", ["emptied", "ordered", "erased"])
def test_where_nothing_waits_no_new_link_is_sent(street, friend, link, episode, became):
    match became:
        case "emptied":
            episode.cart.lines.update(place="removed")
        case "ordered":
            street.buy(Order.objects.get())
        case "erased":
            changing.empty(cart=episode.cart)
    street.clock.shift(31 * DAY)
    friend.get(link)
    assert friend.find("not-kept") == "Nothing is waiting there any more, either."
    assert (friend.find("ask-again"), friend.find("home")) == (None, "Back to the shop")
    friend.post(link, {"do": "again"})
    assert own_letters() == []


def test_the_browser_that_has_the_cart_is_led_to_it(street):
    DeliveryMethodFactory()
    owner = Shopper().come_to_payment(VariantFactory(), wants_reminders="on")
    street.after(HOUR)
    link = link_to(Episode.objects.get())
    street.clock.shift(31 * DAY)
    owner.get(link)
    assert owner.find("here") == "The cart itself is still here, in this browser."
    assert (owner.find("to-cart"), owner.find("ask-again")) == ("To the cart", None)


def test_of_an_account_s_cart_signing_in_is_the_way(street, friend):
    user = UserFactory()
    street.leave_cart(user=user)
    street.after(2 * DAY)
    link = link_to(Episode.objects.get())
    street.clock.shift(31 * DAY)
    friend.get(link)
    assert "in the account that it was filled in" in friend.find("in-account")
    assert 'href="/account/login/?next=/cart/"' in friend.page.text
    assert user.email not in friend.page.text
    friend.post(link, {"do": "again"})
    assert own_letters() == []


# In use


def test_an_order_whose_payment_is_under_way_opens_there(street, friend, link):
    pay(Order.objects.get())
    friend.get(link).post(link, {"do": "open"})
    assert friend.place == "/checkout/payment/"
    assert "zoe@demo.example" not in friend.page.text
    assert friend.find("call-off") is not None


def test_a_cart_of_ones_own_that_is_being_paid_stays_whole(friend, link, episode):
    friend.come_to_payment(VariantFactory()).pay()
    friend.post(link, {"do": "open"})
    assert friend.place == "/checkout/payment/"
    own = Order.objects.exclude(cart=episode.cart).get()
    assert (own.cart.state, own.cart.lines.count()) == ("open", 1)
    assert episode.cart.lines.count() == 1


def test_an_account_s_cart_that_is_being_paid_is_the_one_to_go_on_with(friend, link, episode):
    """The money on its way must find its cart, and the kept one is not taken apart meanwhile."""
    user = UserFactory(email="zoe@demo.example")
    friend.client.force_login(user)
    friend.come_to_payment(VariantFactory()).pay()
    friend.post(link, {"do": "open"})
    assert "A payment for the cart of your account is under way" in friend.text
    assert friend.place == "/checkout/payment/"
    episode.cart.refresh_from_db()
    assert (episode.cart.user, episode.cart.state) == (None, "open")
