"""Last searches and looks are offered again to who let us remember them, and cost nobody else (S1.4, R13)."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, RememberedSearch
from catalog.pages.resuming import Resumed
from catalog.remembering import remember_view, start_remembering
from catalog.remembering_searches import PROMISED_BY, remember_search
from tests.factories import CategoryFactory, ProductFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(clock, db):
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def chooser(user):
    start_remembering(user=user, text_version=PROMISED_BY[-1], language="en", source="account")
    shopper = Shopper()
    shopper.client.force_login(user)
    return shopper


@pytest.fixture
def cup(db):
    return VariantFactory(product=ProductFactory(slug="cup", name_en="Red cup")).product


def kept():
    return list(RememberedSearch.objects.order_by("pk").values_list("text", "hits"))


def test_a_search_is_remembered_for_who_chose_so_and_once(chooser, cup):
    chooser.get("/search/?q=cup").get("/search/?q=zzz").get("/search/?q=CUP")
    assert kept() == [("CUP", 1), ("zzz", 0)]


def test_nothing_is_remembered_of_what_is_sensitive(chooser, cup):
    Product.objects.update(is_sensitive=True)
    chooser.get("/search/?q=cup")
    assert kept() == []


@pytest.mark.parametrize("address", ["/search/", "/search/?q=zzz"])
def test_a_page_without_hits_offers_the_last_searches(chooser, cup, address):
    for n in range(7):
        chooser.get(f"/search/?q=cup+{n}")
    html = chooser.get(address).page.content.decode()
    assert "Your last searches" in chooser.text
    offered = [n for n in range(7) if f'href="/search/?q=cup+{n}"' in html]
    assert offered == [2, 3, 4, 5, 6]
    assert '<a href="/search/?q=zzz">' not in html


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_what_was_looked_at_last_is_shown_again(chooser, user, cup, address):
    secret = VariantFactory(product=ProductFactory(slug="secret", is_sensitive=True)).product
    for product in (cup, secret):
        remember_view(user=user, product_id=product.pk)
    html = chooser.get(address).page.content.decode()
    (strip,) = html.split('data-testid="last-seen"')[1:]
    strip = strip.partition("</section>")[0]
    assert ('href="/p/cup/"' in strip, 'href="/p/secret/"' in strip) == (True, False)


@pytest.mark.parametrize("address", ["/", "/search/", "/search/?q=zzz"])
def test_nobody_else_is_shown_either(user, cup, address):
    shopper = Shopper()
    shopper.client.force_login(user)
    for visitor in (shopper, Shopper()):
        html = visitor.get(address).page.content.decode()
        assert ("last-seen" in html, "last-searches" in html) == (False, False)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("address", "more"), [("/", 3), ("/search/", 4), ("/search/?q=zzz", 3)])
def test_they_cost_the_same_for_few_and_many(
    chooser, user, address, more, count, django_assert_num_queries
):
    shelf = CategoryFactory()
    for number in range(count):
        product = VariantFactory(product=ProductFactory(category=shelf)).product
        remember_view(user=user, product_id=product.pk)
        remember_search(user=user, text=f"cup {number}", language="en", hits=1)
    first, other = Shopper(), Shopper()
    for each in (first, other):
        each.client.force_login(UserFactory())
    first.client.get(address)  # what is the same for everybody is read, and held for a while
    with CaptureQueriesContext(connection) as plain:
        other.client.get(address)
    with django_assert_num_queries(len(plain) + more):
        chooser.client.get(address)


def test_a_search_goes_on_with_its_filters():
    search = Resumed(pk=1, text="thé vert", filters="in_stock=1&size=m", hits=3)
    assert search.url == "/search/?q=th%C3%A9+vert&in_stock=1&size=m"
    assert search.filter_count == 2
