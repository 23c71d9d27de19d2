from datetime import time

import pytest

from cart.models import DeliveryMethod, DeliveryRate
from tests.admin_rows import delivery_method, make
from tests.factories import DeliveryMethodFactory, DeliveryZoneFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

METHODS = "/admin/cart/deliverymethod/"
ADD = f"{METHODS}add/"
TYPED = {
    "name_fr": "Par la poste", "name_en": "By post", "description_fr": "", "description_en": "",
    "fewest_days": "2", "most_days": "4", "cut_off": "", "position": "0", "is_active": "on",
    "rates-TOTAL_FORMS": "1", "rates-INITIAL_FORMS": "0",
    "rates-0-zone": "", "rates-0-most_weight": "", "rates-0-least_total": "0.00", "rates-0-price": "4.90",
}  # fmt: skip


def change(row):
    return f"{METHODS}{row.pk}/change/"


def post(client, url, typed, language="en"):
    return client.post(url, {**TYPED, **typed}, headers={"accept-language": language})


def said(response):
    """Return what the form and the rates below it complained about."""
    errors = dict(response.context["adminform"].form.errors)
    for formset in response.context["inline_admin_formsets"]:
        for form in formset.formset.forms:
            errors |= {f"rate-{name}": words for name, words in form.errors.items()}
    return {name: list(words) for name, words in errors.items()}


def rates():
    return list(DeliveryRate.objects.values_list("most_weight", "least_total", "price"))


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(DeliveryMethod, total)
    with django_assert_num_queries(6):  # the rates for the zones, and the zones to filter by
        staff_client.get(METHODS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = delivery_method(0, total)
    with django_assert_num_queries(6):
        staff_client.get(change(row))


def test_a_method_is_added_with_its_rate(staff_client):
    assert post(staff_client, ADD, {}).status_code == 302
    row = DeliveryMethod.objects.get()
    assert (row.name_fr, row.name_en, row.cut_off) == ("Par la poste", "By post", None)
    assert rates() == [(None, 0, 490)]


def test_amounts_are_typed_as_the_language_writes_them(staff_client):
    typed = {"rates-0-price": "4,90", "rates-0-least_total": "50", "rates-0-most_weight": "2000"}
    assert post(staff_client, ADD, typed, language="fr").status_code == 302
    assert rates() == [(2000, 5000, 490)]


def test_a_method_and_its_rates_are_changed(staff_client):
    row = DeliveryMethodFactory(rates=[{"price": 490}, {"price": 0, "least_total": 5000}])
    first, second = row.rates.order_by("price")
    typed = {
        "is_active": "", "most_days": "6",
        "rates-TOTAL_FORMS": "2", "rates-INITIAL_FORMS": "2",
        "rates-0-id": first.pk, "rates-0-method": row.pk, "rates-0-DELETE": "on",
        "rates-1-id": second.pk, "rates-1-method": row.pk,
        "rates-1-most_weight": "", "rates-1-least_total": "0.00", "rates-1-price": "5.50",
    }  # fmt: skip
    del (data := {**TYPED, **typed})["is_active"]
    answer = staff_client.post(change(row), data, headers={"accept-language": "en"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.is_active, row.most_days, row.name_en) == (False, 6, "By post")
    assert rates() == [(None, 0, 550)]


def test_rates_are_entered_by_zone(staff_client):
    zone = DeliveryZoneFactory()
    typed = {
        "cut_off": "14:00", "rates-TOTAL_FORMS": "2", "rates-0-zone": zone.pk,
        "rates-1-zone": "", "rates-1-least_total": "0", "rates-1-price": "14.90",
    }  # fmt: skip
    assert post(staff_client, ADD, typed).status_code == 302
    assert DeliveryMethod.objects.get().cut_off == time(14, 0)
    found = DeliveryRate.objects.values_list("zone", "price").order_by("price")
    assert list(found) == [(zone.pk, 490), (None, 1490)]


def two_rates(first, second, **more):
    rows = {
        f"rates-{n}-{name}": value
        for n, row in enumerate((first, second))
        for name, value in row.items()
    }
    return {"rates-TOTAL_FORMS": "2", **rows, **more}


BAND = {"zone": "", "most_weight": "2000", "least_total": "0", "price": "4.90"}
TWICE = "There is a rate for this zone, weight and total."


def test_a_rate_that_is_there_twice_is_refused_in_words(staff_client):
    response = post(staff_client, ADD, two_rates(BAND, {**BAND, "price": "5.90"}))
    assert said(response) == {"rate-__all__": [TWICE]}
    assert DeliveryMethod.objects.count() == 0


def test_a_new_rate_may_replace_one_that_goes(staff_client):
    row = DeliveryMethodFactory(rates=[{"price": 490, "most_weight": 2000}])
    kept = {**BAND, "id": row.rates.get().pk, "method": row.pk}
    new = {**BAND, "price": "5.90", "method": row.pk}
    typed = two_rates(kept, new, **{"rates-INITIAL_FORMS": "1"})
    assert said(post(staff_client, change(row), typed)) == {"rate-__all__": [TWICE]}
    assert post(staff_client, change(row), {**typed, "rates-0-DELETE": "on"}).status_code == 302
    assert rates() == [(2000, 0, 590)]


def test_the_list_names_the_zones_of_each_method(staff_client):
    near, far = DeliveryZoneFactory(name_en="Near"), DeliveryZoneFactory(name_en="Far", position=1)
    DeliveryMethodFactory(rates=[{"price": 1}])
    DeliveryMethodFactory(
        rates=[
            {"price": 3},
            {"price": 2, "zone": far},
            {"price": 1, "zone": near},
            {"price": 0, "zone": near, "least_total": 1},
        ]
    )
    page = staff_client.get(METHODS, headers={"accept-language": "en"}).text
    assert ">everywhere<" in page
    assert ">Near, Far, everywhere else<" in page


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"most_days": "1"}, {"__all__": ["At most cannot be sooner than at least."]}),
        ({"most_days": "366"}, {"__all__": ["That is more than a year."]}),
        ({"name_fr": " "}, {"name_fr": ["This field is required."]}),
        (
            {"rates-0-price": "", "rates-0-most_weight": "500"},
            {"rate-price": ["This field is required."]},
        ),
        (
            {"rates-0-price": "4.905"},
            {"rate-price": ["Enter an amount of money, such as 12.90."]},
        ),
        (
            {"rates-0-price": "-1"},
            {"rate-price": ["Enter an amount of money, such as 12.90."]},
        ),
        (
            {"rates-0-most_weight": "0"},
            {"rate-__all__": ["Leave the weight empty where any will do."]},
        ),
        (
            {"rates-0-most_weight": "-1"},
            {"rate-most_weight": ["Ensure this value is greater than or equal to 0."]},
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(staff_client, typed, expected):
    response = post(staff_client, ADD, typed)
    assert response.status_code == 200
    assert said(response) == expected
    assert DeliveryMethod.objects.count() == 0


@pytest.mark.parametrize("name", ["fewest_days", "position", "rates-0-most_weight"])
def test_a_number_that_no_column_holds_is_refused(staff_client, name):
    response = post(staff_client, ADD, {name: "9" * 30})
    assert response.status_code == 200
    assert list(said(response)) == [name.replace("rates-0-", "rate-")]


def test_the_name_in_the_main_language_is_enough(staff_client):
    assert post(staff_client, ADD, {"name_en": ""}).status_code == 302
    assert DeliveryMethod.objects.get().name == "Par la poste"


def test_a_method_without_a_rate_is_said_not_to_be_offered(staff_client):
    DeliveryMethodFactory(rates=[])
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 250, "least_total": 1}])
    page = staff_client.get(METHODS, headers={"accept-language": "en"}).text
    assert ">no rate: not offered<" in page
    assert ">€2.50<" in page
