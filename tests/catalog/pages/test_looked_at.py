"""The page of an account that says what is remembered of one's looks, and ends it (P1, P2)."""

import pytest
from allauth.account.models import EmailAddress

from catalog.models import Product, RememberedView
from shop.core.messaging.models import Consent
from tests.factories import CategoryFactory, ProductFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
PAGE = "/account/looked-at/"


@pytest.fixture
def user(clock, db):
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def shopper(user):
    shopper = Shopper()
    shopper.client.force_login(user)
    return shopper


@pytest.fixture
def chooser(shopper):
    return shopper.post(PAGE, {"do": "remember", "remember": "on"})


@pytest.fixture
def cup(db):
    return VariantFactory(product=ProductFactory(slug="cup", name_en="Red cup")).product


def seen():
    return list(RememberedView.objects.values_list("product__slug", "times"))


def test_the_page_is_for_who_is_signed_in(db):
    assert Shopper().get(PAGE).place.startswith("/account/login/")


def test_the_line_is_unticked_and_nothing_follows_without_it(shopper, cup):
    shopper.get(PAGE)
    assert "We do not remember what you look at." in shopper.text
    assert "checked" not in shopper.page.text
    shopper.post(PAGE, {"do": "remember"})
    assert (shopper.page.status_code, Consent.objects.count()) == (422, 0)
    assert "Tick the box if you want that." in shopper.text
    shopper.get("/p/cup/")
    assert seen() == []


def test_who_ticks_it_finds_what_they_looked_at(chooser, cup):
    consent = Consent.objects.get()
    assert (consent.purpose, consent.is_given, consent.text_version, consent.source) == (
        "views",
        True,
        "looked-at-2026-11",
        "account",
    )
    chooser.get("/p/cup/").get(PAGE)
    assert "Red cup once, on March 4, 2026" in chooser.text


def test_an_unconfirmed_address_is_asked_to_be_confirmed(shopper, user):
    EmailAddress.objects.update(verified=False)
    shopper.post(PAGE, {"do": "remember", "remember": "on"})
    assert "Please confirm your e-mail address first" in shopper.text
    assert Consent.objects.count() == 0


def test_one_and_all_are_erased(chooser, cup):
    VariantFactory(product=ProductFactory(slug="pan"))
    chooser.get("/p/cup/").get("/p/pan/").post(PAGE, {"do": "forget", "product": cup.pk})
    assert (seen(), "1 product was erased." in chooser.text) == ([("pan", 1)], True)
    chooser.post(PAGE, {"do": "forget", "product": "x"}).post(PAGE, {"do": "forget-all"})
    assert (seen(), chooser.find("nothing")) == ([], "There is nothing here yet.")


def test_taking_it_back_erases_all(chooser, cup):
    chooser.get("/p/cup/").post(PAGE, {"do": "stop"}).get("/p/cup/").get(PAGE)
    assert "We do not remember what you look at." in chooser.text
    assert (seen(), Consent.objects.last().is_given) == ([], False)


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Purpose": "prefetch"}])
def test_what_no_person_looked_at_is_not_remembered(chooser, cup, headers):
    chooser.get("/p/cup/", headers=headers)
    chooser.client.head("/p/cup/")
    chooser.get("/p/cup/?v=SKU-X").get("/p/cup/")
    assert seen() == [("cup", 1)]


@pytest.mark.parametrize("mark", ["product", "category"])
def test_what_is_sensitive_is_never_remembered(chooser, cup, mark):
    if mark == "product":
        Product.objects.update(is_sensitive=True)
    else:
        shelf = CategoryFactory(is_sensitive=True)
        Product.objects.update(category=CategoryFactory(parent=shelf))
    chooser.get("/p/cup/")
    assert seen() == []


def test_a_product_page_costs_two_queries_more_and_only_for_who_chose(
    user, shopper, cup, django_assert_num_queries
):
    shopper.get("/")
    with django_assert_num_queries(8):  # session and account, and the page's six
        shopper.client.get("/p/cup/")
    shopper.post(PAGE, {"do": "remember", "remember": "on"})
    with django_assert_num_queries(10):
        shopper.client.get("/p/cup/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_few_and_many(user, chooser, django_assert_num_queries, count):
    user.refresh_from_db()
    shelf = CategoryFactory()
    RememberedView.objects.bulk_create(
        RememberedView(person=user.remembered_as, product=product)
        for product in Product.objects.bulk_create(
            Product(slug=f"p{number}", category=shelf) for number in range(count)
        )
    )
    with django_assert_num_queries(3):
        chooser.client.get(PAGE)


def test_a_mark_set_by_staff_erases_it_at_once(chooser, cup, staff_client):
    chooser.get("/p/cup/")
    form = {"name_fr": "Bols", "slug": cup.category.slug, "is_sensitive": "on"}
    staff_client.post(
        f"/admin/catalog/category/{cup.category_id}/change/",
        {**form, "treebeard_position": "first-child", "treebeard_ref_node": ""},
    )
    assert (Product.objects.sensitive().count(), seen()) == (1, [])
