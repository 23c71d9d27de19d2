"""Where the cart goes is chosen in its summary, before anybody types an address."""

import pytest

from cart.models import Cart, DeliveryRate
from tests.factories import DeliveryMethodFactory, DeliveryZoneFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _methods(db, clock):
    france, beyond = DeliveryZoneFactory(), DeliveryZoneFactory(countries="BE,CH")
    DeliveryMethodFactory(
        name_en="Post",
        cut_off="14:00",
        rates=[
            {"price": 490, "zone": france},
            {"price": 0, "zone": france, "least_total": 5000},
            {"price": 1490, "zone": beyond, "most_weight": 2000},
        ],
    )


def choose(shopper, country):
    return shopper.post("/cart/country/", {"country": country})


@pytest.mark.parametrize("count", [1, 30])
def test_cart_page_costs_five_queries_abroad_too(shopper, django_assert_num_queries, count):
    DeliveryRate.objects.update(most_weight=None)
    shopper.fill(VariantFactory.create_batch(count))
    choose(shopper, "BE")
    with django_assert_num_queries(5):
        shopper.get("/cart/")


def test_a_country_is_chosen_and_remembered(shopper, variant):
    shopper.add(variant)
    assert (shopper.find("delivery-price"), shopper.find("total")) == ("€4.90", "€17.80")
    assert choose(shopper, "CH").place == "/cart/"
    assert "Delivery: Switzerland" in shopper.text
    # 12.90 and 14.90 without the 20 % that are in them: 27.80 / 1.2.
    assert (shopper.find("delivery-price"), shopper.find("total")) == ("€14.90", "€23.17")
    assert 'value="CH" selected' in shopper.get("/cart/").page.text


def test_the_list_has_the_countries_that_are_reached_by_name(shopper, variant):
    shopper.add(variant)
    form = shopper.page.text.split('name="country"')[1].split("</select>")[0]
    assert [form.index(name) for name in ("Belgium", "France", "Switzerland")] == sorted(
        form.index(name) for name in ("Belgium", "France", "Switzerland")
    )
    assert form.count("<option") == 3


def test_one_country_is_no_choice(shopper, variant):
    DeliveryRate.objects.exclude(zone__countries="FR").delete()
    assert shopper.add(variant).find("choose-country") is None


def test_words_say_when_it_comes_and_what_is_missing(shopper, variant):
    shopper.add(variant)
    assert shopper.find("until-free") == "€37.10 more, and delivery is free."
    assert "Delivered between March 6 and March 10" in shopper.text
    assert "For an order placed before 14:00 today." in shopper.text
    assert choose(shopper, "CH").find("until-free") is None


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("JP", "We do not deliver to this country yet: Japan."),
        ("", "Please choose a country from the list."),
        ("🍵", "Please choose a country from the list."),
        ("B\0", "Please choose a country from the list."),
        ("x" * 9999, "Please choose a country from the list."),
    ],
)
def test_a_country_that_is_not_reached_is_refused_kindly(shopper, variant, country, words):
    shopper.add(variant)
    choose(shopper, country)
    assert (shopper.place, Cart.objects.get().country) == ("/cart/", "")
    assert words in shopper.text


def test_where_nothing_is_brought_nobody_goes_on_as_if_it_were_free(shopper, variant):
    """The shop's own country is not delivered to: no price, no way to the checkout, but a way out."""
    DeliveryRate.objects.filter(zone__countries="FR").delete()
    shopper.add(variant)
    assert shopper.find("undeliverable") == "We do not deliver to this country yet: France."
    assert (shopper.find("delivery-price"), shopper.find("checkout")) == ("not known yet", None)
    assert "estimated" not in shopper.text
    assert shopper.find("choose-country") == "Show the price"
    assert choose(shopper, "BE").find("checkout") == "Go to checkout"


def test_a_cart_that_is_too_heavy_says_so(shopper, variant):
    shopper.add(variant, 6)  # 2.4 kg
    choose(shopper, "BE")
    assert shopper.find("undeliverable").startswith("This is too heavy for a parcel")
    assert shopper.find("checkout") is None
    choose(shopper, "FR")
    assert (shopper.find("undeliverable"), shopper.find("checkout")) == (None, "Go to checkout")


def test_without_a_cart_or_by_reloading_it_leads_to_the_cart(shopper):
    assert shopper.get("/cart/country/").place == "/cart/"
    assert choose(shopper, "BE").place == "/cart/"


def test_the_address_step_begins_with_the_country_of_the_estimate(shopper, variant):
    choose(shopper.add(variant), "BE")
    shopper.give_email().get("/checkout/address/")
    assert shopper.page.text.count('value="BE" selected') == 1
    assert "Delivery: Belgium" in shopper.text
    shopper.give_address()  # France
    assert 'value="FR" selected' in shopper.get("/checkout/address/").page.text
    assert "Delivery: France" in shopper.get("/cart/").text


def test_a_country_that_was_typed_stays_on_the_address_step(shopper, variant):
    shopper.add(variant).give_email().give_address()
    choose(shopper, "BE")
    assert 'value="FR" selected' in shopper.get("/checkout/address/").page.text
    assert "Delivery: France" in shopper.get("/checkout/delivery/").text


def test_whoever_types_another_e_mail_gets_no_country_of_the_first(shopper, variant):
    shopper.add(variant).give_email().give_address(
        **{"delivery-country": "BE", "delivery-postcode": "1000", "delivery-city": "Bruxelles"}
    )
    assert Cart.objects.get().country == "BE"
    shopper.client.cookies.pop("order")
    shopper.give_email("other@demo.example")
    assert Cart.objects.get().country == ""


def test_the_delivery_step_says_what_is_missing_too(shopper, variant):
    express = DeliveryMethodFactory(name_en="Express", position=1, rates=[{"price": 1290}])
    shopper.add(variant).give_email().give_address().get("/checkout/delivery/")
    assert shopper.find("until-free") == "€37.10 more, and delivery is free."
    assert "For an order placed before 14:00 today." in shopper.text
    shopper.post("/checkout/delivery/", {"method": express.pk}).get("/checkout/delivery/")
    assert shopper.find("until-free") == "€37.10 more, and “Post” is free."


def test_the_payment_step_says_until_when_its_days_hold(shopper, variant):
    shopper.come_to_payment(variant)
    assert "Delivered between March 6 and March 10 For an order placed before 14:00" in shopper.text
