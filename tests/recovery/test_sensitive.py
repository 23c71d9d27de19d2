"""What is sensitive is not written about, shown or counted (R13)."""

import pytest
from django.core import mail
from django.utils.translation import override

from cart import changing
from cart.models import TroubleKind
from catalog.models import Category, Product
from recovery.episodes.standing import standing_of
from recovery.explaining import explain_cart
from recovery.links.making import make_links
from recovery.models import Episode, LinkPurpose
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import CategoryFactory, ProductFactory, UserFactory, VariantFactory
from tests.recovery.conftest import DAY, HOUR, MINUTE
from tests.shopper import Shopper, path_of


@pytest.fixture
def pill(db):
    shelf = CategoryFactory(is_sensitive=True)
    return VariantFactory(price=777, product=ProductFactory(name_en="Blue pill", category=shelf))


def left_with(street, pill, **left):
    """Leave an order with two cups and a pill at the payment page."""
    cart = street.leave_cart(product=ProductFactory(name_en="Red cup"))
    changing.add(cart=cart, variant=pill, quantity=1)
    return street.leave("payment", cart=cart, **left)


def mark(street):
    Product.objects.update(is_sensitive=True)


def test_a_cart_of_only_sensitive_things_is_passed_over(street, pill):
    user = UserFactory()
    cart = street.leave_cart(user=user, product=pill.product)
    assert street.after(HOUR) == {}
    assert Episode.objects.count() == 0
    (line,) = explain_cart(str(cart.pk))
    assert (line.decision, line.code) == ("not_noticed", "sensitive")
    with override("en"):
        assert line.words == "What it is about is sensitive, so nobody is written to about it."
    street.fail_to_pay(street.leave("payment", cart=cart))
    assert street.after(MINUTE) == {"woken": 1}
    assert (Episode.objects.count(), Message.objects.count()) == (0, 0)


def test_the_mail_tells_of_the_rest_alone(street, pill):
    left_with(street, pill)
    assert street.after(HOUR) == {"noticed": 1}
    episode = Episode.objects.get()
    assert episode.value == 2 * 1000
    assert "777" not in str(episode.causes)
    send_due(limit=9)
    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert ("Red cup" in sent.body, "Red cup" in html) == (True, True)
    assert [word for word in ("pill", "more thing", "7.77") if word in sent.body + html] == []


def test_what_was_marked_after_planning_is_not_written_about(street):
    street.leave("payment")
    street.after(HOUR)
    mark(street)
    send_due(limit=9)
    message = Message.objects.get()
    assert (message.state, message.reason) == ("skipped", "sensitive")
    assert mail.outbox == []
    street.after(30 * DAY)
    episode = Episode.objects.get()
    assert (episode.state, episode.decisions.last().code) == ("dropped", "sensitive")


def test_a_link_shows_the_rest_and_restores_all(street, pill):
    left_with(street, pill)
    street.after(HOUR)
    link = path_of(make_links(Episode.objects.get(), LinkPurpose.RESUME)[0])
    friend = Shopper().get(link)
    assert "Red cup" in friend.text
    assert friend.find("held-back") == "and one more thing"
    assert friend.find("total") is None
    assert [word for word in ("pill", pill.sku, "7.77") if word in friend.page.text] == []
    assert "Blue pill" in friend.post(link, {"do": "open"}).get("/cart/").text


def test_a_link_names_nothing_that_it_cannot_copy(street, pill):
    left_with(street, pill)
    street.after(HOUR)
    link = path_of(make_links(Episode.objects.get(), LinkPurpose.RESUME)[0])
    pill.is_active = False
    pill.save()
    friend = Shopper().add(VariantFactory())
    words = friend.post(link, {"do": "copy"}).text
    assert "Something was left out: not sold any more." in words
    assert "pill" not in words


def test_a_link_to_only_sensitive_things_tells_how_many(street):
    street.leave("payment")
    street.after(HOUR)
    mark(street)
    link = path_of(make_links(Episode.objects.get(), LinkPurpose.RESUME)[0])
    assert Shopper().get(link).find("held-back") == "one thing"


def test_trouble_with_it_is_no_cause(street, pill):
    order = left_with(street, pill)
    changing.note_too_few(cart=order.cart, variant=pill)
    Category.objects.update(is_sensitive=True)  # of the pill's category and of the cup's
    street.after(HOUR)
    assert Episode.objects.count() == 0
    Category.objects.exclude(pk=pill.product.category_id).update(is_sensitive=False)
    changing.touch(order.cart)
    street.after(HOUR)
    episode = Episode.objects.get()
    assert order.cart.troubles.get().kind == TroubleKind.TOO_FEW
    assert episode.cause == "delivery_cost"
    assert standing_of(episode).glance.held_back == 1
