"""The page of an account that says what is remembered of one's looks, and ends it (P1, P2)."""

import pytest
from allauth.account.models import EmailAddress

from catalog.models import Product, RememberedSearch, RememberedView
from catalog.remembering import start_remembering
from shop.core.messaging.models import Consent, Person
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
    assert "We remember neither what you look at nor what you search for." in shopper.text
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
        "looked-at-and-searched-for-2026-11",
        "account",
    )
    chooser.get("/p/cup/").get(PAGE)
    assert "Red cup once, on March 4, 2026" in chooser.text


def test_an_unconfirmed_address_is_asked_to_be_confirmed(shopper, user):
    EmailAddress.objects.update(verified=False)
    shopper.post(PAGE, {"do": "remember", "remember": "on"})
    assert "Please confirm your e-mail address first" in shopper.text
    assert Consent.objects.count() == 0


def test_who_chose_it_finds_what_they_searched_for_and_goes_on_with_it(chooser, cup):
    chooser.get("/search/?q=Red  cup").get("/search/?q=teapot").get(PAGE)
    assert "teapot 0 products found Erase" in chooser.text
    assert "Red cup 1 product found Erase" in chooser.text
    assert 'href="/search/?q=Red+cup"' in chooser.page.content.decode()


def test_who_chose_it_for_products_alone_is_asked_anew(shopper, user, cup):
    start_remembering(user=user, text_version="looked-at-2026-11", language="en", source="account")
    shopper.get("/search/?q=cup").get("/p/cup/").get(PAGE)
    assert "We do not remember what you search for." in shopper.text
    assert ("Red cup once" in shopper.text, RememberedSearch.objects.count()) == (True, 0)
    shopper.post(PAGE, {"do": "remember", "remember": "on"})
    shopper.get("/search/?q=cup").get(PAGE)
    assert "We do not remember what you search for." not in shopper.text
    assert (seen(), RememberedSearch.objects.count()) == ([("cup", 1)], 1)


def test_a_search_is_erased_alone_and_nobody_elses(chooser, cup):
    chooser.get("/search/?q=cup").get("/search/?q=pan")
    theirs = RememberedSearch.objects.create(person=Person.objects.create(), words="x", hits=0)
    one = RememberedSearch.objects.get(words="cup")
    chooser.post(PAGE, {"do": "forget", "search": theirs.pk})
    chooser.post(PAGE, {"do": "forget", "search": one.pk})
    assert "1 line was erased." in chooser.text
    assert set(RememberedSearch.objects.values_list("words", flat=True)) == {"pan", "x"}
    chooser.get("/p/cup/").post(PAGE, {"do": "forget-all"})
    assert "2 lines were erased." in chooser.text
    assert list(RememberedSearch.objects.values_list("words", flat=True)) == ["x"]


def test_one_and_all_are_erased(chooser, cup):
    VariantFactory(product=ProductFactory(slug="pan"))
    chooser.get("/p/cup/").get("/p/pan/").post(PAGE, {"do": "forget", "product": cup.pk})
    assert (seen(), "1 line was erased." in chooser.text) == ([("pan", 1)], True)
    chooser.post(PAGE, {"do": "forget", "product": "x"}).post(PAGE, {"do": "forget-all"})
    assert (seen(), chooser.find("nothing")) == ([], "There is nothing here yet.")


def test_taking_it_back_erases_all(chooser, cup):
    chooser.get("/p/cup/").get("/search/?q=cup").post(PAGE, {"do": "stop"})
    chooser.get("/p/cup/").get("/search/?q=cup").get(PAGE)
    assert RememberedSearch.objects.count() == 0
    assert "We remember neither what you look at nor what you search for." in chooser.text
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
    RememberedSearch.objects.bulk_create(
        RememberedSearch(person=user.remembered_as, text=f"{n}", words=f"{n}", hits=1)
        for n in range(min(count, 20))
    )
    with django_assert_num_queries(5):  # session, account, and the three of the page
        chooser.client.get(PAGE)


def test_a_mark_set_by_staff_erases_it_at_once(chooser, cup, staff_client):
    chooser.get("/p/cup/")
    form = {"name_fr": "Bols", "slug": cup.category.slug, "is_sensitive": "on"}
    staff_client.post(
        f"/admin/catalog/category/{cup.category_id}/change/",
        {**form, "treebeard_position": "first-child", "treebeard_ref_node": ""},
    )
    assert (Product.objects.sensitive().count(), seen()) == (1, [])
