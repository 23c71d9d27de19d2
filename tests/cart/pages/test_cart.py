import pytest
from django.test import Client

from cart.models import Cart, Line, Trouble
from catalog.models import Product, Stock, Variant
from tests.factories import DeliveryMethodFactory, PromotionFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


def line_of(sku="CUP"):
    return Line.objects.get(variant__sku=sku)


def change(shopper, sku="CUP", **data):
    return shopper.post(f"/cart/line/{line_of(sku).pk}/", data)


@pytest.mark.parametrize("count", [1, 30])
def test_cart_page_costs_five_queries(shopper, django_assert_num_queries, count):
    DeliveryMethodFactory()
    shopper.fill(VariantFactory.create_batch(count))
    shopper.get("/cart/")
    with django_assert_num_queries(5):
        shopper.get("/cart/")


def test_adding_leads_to_the_cart_and_says_so(shopper, variant):
    Product.objects.update(name_en="Sunday cup")
    shopper.add(variant, 2)
    assert shopper.place == "/cart/"
    assert "Sunday cup is in your cart." in shopper.text
    assert (shopper.find("line-total-CUP"), shopper.find("total")) == ("€25.80", "€25.80")


def test_adding_without_a_quantity_adds_one(shopper, variant):
    assert shopper.post("/cart/add/", {"v": "CUP"}).find("total") == "€12.90"


def test_adding_more_than_there_is_says_how_many_there_are(shopper, variant):
    shopper.add(variant, 11)
    assert shopper.place == f"/p/{variant.product.slug}/?v=CUP"
    assert "There are only 10 left. Nothing was changed." in shopper.text
    assert Trouble.objects.values_list("kind", "detail").get() == ("too_few", "CUP")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("1000000000", "We sell up to 999 of one thing here."),
        ("9" * 5000, "Please enter a whole number."),
        ("0", "Please enter 1 or more."),
        ("-1", "Please enter 1 or more."),
        ("1.5", "Please enter a whole number."),
        ("two", "Please enter a whole number."),
        ("🍵", "Please enter a whole number."),
        ("١٢٣٤", "We sell up to 999"),
    ],
)
def test_adding_a_quantity_that_makes_no_sense_is_explained(shopper, variant, quantity, words):
    shopper.add(variant, quantity)
    assert words in shopper.text
    assert Line.objects.count() == 0


@pytest.mark.parametrize("sku", ["", "NOPE", "x" * 100, "a\0b", "\u202eCUP", "🍵"])
def test_adding_what_is_not_sold_is_not_found(shopper, variant, sku):
    assert shopper.post("/cart/add/", {"v": sku}).page.status_code == 404
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"product__is_published": False}])
def test_adding_what_is_not_sold_any_more_is_not_found(shopper, variant, change):
    if "is_active" in change:
        Variant.objects.update(is_active=False)
    else:
        Product.objects.update(is_published=False)
    assert shopper.add(variant).page.status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"sec-fetch-site": "same-origin"}, 302),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver"}, 302),
        ({"referer": "https://evil.example/p/cup/"}, 403),
    ],
)
def test_nothing_is_added_from_another_site(variant, headers, status):
    client = Client(enforce_csrf_checks=True, headers=headers)
    assert client.post("/cart/add/", {"v": "CUP"}).status_code == status
    assert Line.objects.count() == (status == 302)


def test_other_changes_need_the_forms_secret(variant):
    client = Client(enforce_csrf_checks=True)
    client.post("/cart/add/", {"v": "CUP"})
    assert client.post("/cart/empty/").status_code == 403
    assert client.post(f"/cart/line/{line_of().pk}/", {"do": "remove"}).status_code == 403


def test_quantity_is_changed(shopper, variant):
    shopper.add(variant)
    assert change(shopper, quantity="3").find("total") == "€38.70"
    assert shopper.find("cart-size") == "3"


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("11", "There are only 10 left. Nothing was changed."),
        ("1000000000", "We sell up to 999 of one thing here."),
        ("-3", "Please enter 0 or more; 0 removes the line."),
        ("", "Please enter a whole number; 0 removes the line."),
        ("lots", "Please enter a whole number; 0 removes the line."),
    ],
)
def test_a_quantity_that_cannot_be_is_explained(shopper, variant, quantity, words):
    shopper.add(variant, 2)
    assert words in change(shopper, quantity=quantity).text
    assert line_of().quantity == 2


@pytest.mark.parametrize("data", [{"do": "remove"}, {"quantity": "0"}])
def test_a_removed_line_can_be_put_back(shopper, variant, data):
    shopper.add(variant, 2)
    change(shopper, **data)
    assert f"Removed: {variant.product.name_en}." in shopper.text
    assert "nothing in it yet" in shopper.text
    assert change(shopper, do="undo").find("total") == "€25.80"


def test_a_line_is_saved_for_later_and_moved_back(shopper, variant):
    shopper.add(variant, 2)
    change(shopper, do="save")
    assert "Saved for later" in shopper.text
    assert shopper.find("total") is None
    assert change(shopper, do="move").find("total") == "€25.80"


def test_a_stale_form_is_no_error(shopper, variant):
    """A line that another tab removed, or that never was (M12)."""
    shopper.add(variant)
    pk = line_of().pk
    change(shopper, do="remove")
    for address in (f"/cart/line/{pk}/", "/cart/line/999999999999999999999999/"):
        shopper.post(address, {"quantity": "4"})
        assert shopper.page.status_code == 200
        assert "This line has changed in another window." in shopper.text


@pytest.mark.parametrize(
    "address",
    ["/cart/line/1/", "/cart/code/", "/cart/code/drop/", "/cart/agree/", "/cart/empty/"],
)
def test_a_form_without_a_cart_is_no_error(shopper, variant, address):
    assert shopper.post(address, {"code": "X", "do": "remove"}).place == "/cart/"
    assert "no longer open" in shopper.text


@pytest.mark.parametrize(
    "address",
    ["/cart/add/", "/cart/line/1/", "/cart/code/", "/cart/agree/", "/cart/empty/", "/cart/keep/"],
)
def test_the_address_of_a_form_leads_to_the_cart(shopper, address):
    assert shopper.get(address).place == "/cart/"


def test_another_guests_line_is_out_of_reach(shopper, variant):
    shopper.add(variant, 2)
    Shopper().add(variant).post(f"/cart/line/{line_of_first().pk}/", {"do": "remove"})
    assert line_of_first().place == "in_cart"


def line_of_first():
    return Line.objects.order_by("pk").first()


def test_a_code_takes_its_share_off_and_can_be_dropped(shopper, variant):
    PromotionFactory(code="WELCOME10", percent=10)
    shopper.add(variant).post("/cart/code/", {"code": "welcome10"})
    assert (shopper.find("discount"), shopper.find("total")) == ("−€1.29", "€11.61")
    shopper.post("/cart/code/drop/")
    assert shopper.find("total") == "€12.90"
    assert "Removed: the code WELCOME10." in shopper.text
    assert "Removed: the code" not in shopper.post("/cart/code/drop/").text


def test_a_code_that_waits_is_no_error(shopper, variant):
    PromotionFactory(code="SPRING", percent=10, least_total=2000)
    shopper.add(variant).post("/cart/code/", {"code": "spring"})
    assert (shopper.page.status_code, shopper.place) == (200, "/cart/")
    assert (shopper.find("form-errors"), shopper.find("have-code")) == (None, None)
    words = "The code SPRING needs €7.10 more in your cart."
    assert shopper.find("code-waits") == words
    assert f"{words} We keep the code: it counts by itself as soon as that is so." in shopper.text


def test_a_code_refused_while_another_waits_has_its_field_beside_it(shopper, variant):
    """It was typed in a second window: the error leads to the field that it speaks of."""
    PromotionFactory(code="SPRING", percent=10, least_total=2000)
    shopper.add(variant).post("/cart/code/", {"code": "spring"})
    shopper.post("/cart/code/", {"code": "NOPE"})
    assert 'href="#code-code"' in shopper.page.text
    assert 'id="code-code"' in shopper.page.text
    assert shopper.find("drop-code") == "Remove the code"


def test_what_comes_off_by_itself_is_not_called_a_promo_code(shopper, variant):
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 0, "least_total": 5000}])
    PromotionFactory(code="", name_en="Summer sale", percent=10)
    shopper.add(variant)
    assert shopper.find("until-free") == (
        "€38.39 more after what is taken off, and delivery is free."
    )
    assert "Summer sale: −€1.29" in shopper.text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOPE", "There is no code “NOPE”. Please check how it is spelt."),
        ("", "Please type a code, or leave this out."),
        ("x" * 41, "No code is that long."),
        ("<b>", "There is no code “<b>”."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_refused_code_says_why_beside_the_field(shopper, variant, code, words):
    shopper.add(variant).post("/cart/code/", {"code": code})
    assert shopper.page.status_code == 422
    assert words in shopper.text
    assert 'aria-invalid="true"' in shopper.page.text


def test_a_rise_asks_and_a_fall_is_passed_on(shopper, variant):
    shopper.add(variant)
    Variant.objects.update(price=1390)
    shopper.get("/cart/")
    assert "The price rose from €12.90 to €13.90." in shopper.text
    assert shopper.find("checkout") is None
    shopper.post("/cart/agree/", {"price": f"{line_of().pk}:1390"})
    assert shopper.find("checkout") == "Go to checkout"
    Variant.objects.update(price=1190)
    assert "you pay the lower one" in shopper.get("/cart/").text
    assert (shopper.find("checkout"), shopper.find("total")) == ("Go to checkout", "€11.90")


@pytest.mark.parametrize("price", ["1:2:3", "x:1", "1:x", "", ":", "9" * 40 + ":1"])
def test_agreeing_to_nonsense_agrees_to_nothing(shopper, variant, price):
    shopper.add(variant)
    Variant.objects.update(price=1390)
    assert shopper.post("/cart/agree/", {"price": price}).page.status_code == 200
    assert line_of().seen_price == 1290


def test_a_price_that_moves_again_is_asked_anew(shopper, variant):
    shopper.add(variant)
    Variant.objects.update(price=1490)
    shopper.post("/cart/agree/", {"price": f"{line_of().pk}:1390"})
    assert "A price has just changed once more." in shopper.text


def test_sold_out_things_are_shown_and_not_counted(shopper, variant):
    shopper.add(variant)
    Stock.objects.update(on_hand=0)
    shopper.get("/cart/")
    assert "This is sold out at the moment." in shopper.text
    assert (shopper.find("total"), shopper.find("checkout")) == ("€0.00", None)


def test_emptying_erases_and_forgets(shopper, variant):
    shopper.add(variant).post("/cart/empty/")
    assert "Your cart was emptied and erased." in shopper.text
    assert (Cart.objects.count(), shopper.client.cookies["cart"].value) == (0, "")


def test_the_total_is_the_sum_of_what_is_shown(shopper, variant):
    DeliveryMethodFactory(rates=[{"price": 490}])
    PromotionFactory(code="THIRD", percent=33)
    shopper.add(variant, 3).post("/cart/code/", {"code": "THIRD"})
    shown = [shopper.find(part) for part in ("subtotal", "discount", "delivery-price", "total")]
    assert shown == ["€38.70", "−€12.77", "€4.90", "€30.83"]


def test_a_large_post_is_refused_with_a_page(shopper, variant):
    shopper.add(variant)
    page = shopper.post("/cart/code/", {"code": "x" * 10_000_000}).page
    assert page.status_code == 400
    assert Line.objects.count() == 1


def test_nothing_typed_is_trusted_in_the_page(shopper, variant):
    shopper.add(variant).post("/cart/code/", {"code": "<script>alert(1)</script>"})
    assert "<script>alert" not in shopper.page.text


def test_a_rise_is_written_down_once(shopper, variant):
    shopper.add(variant)
    Variant.objects.update(price=1390)
    shopper.get("/cart/").get("/cart/")
    assert Trouble.objects.values_list("kind", "detail").get() == ("price_rose", "CUP")


def test_what_was_saved_is_put_back_where_it_lay(shopper, variant):
    shopper.add(variant)
    change(shopper, do="save")
    change(shopper, do="remove-saved")
    assert 'value="undo-saved"' in shopper.page.text
    change(shopper, do="undo-saved")
    assert (line_of().place, shopper.find("total")) == ("saved", None)
