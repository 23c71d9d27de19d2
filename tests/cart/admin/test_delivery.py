import pytest

from cart.models import DeliveryMethod, DeliveryRate
from tests.admin_rows import delivery_method, make
from tests.factories import DeliveryMethodFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

METHODS = "/admin/cart/deliverymethod/"
ADD = f"{METHODS}add/"
TYPED = {
    "name_fr": "Par la poste", "name_en": "By post", "description_fr": "", "description_en": "",
    "countries": "FR,BE", "fewest_days": "2", "most_days": "4", "position": "0", "is_active": "on",
    "rates-TOTAL_FORMS": "1", "rates-INITIAL_FORMS": "0",
    "rates-0-most_weight": "", "rates-0-least_total": "0.00", "rates-0-price": "4.90",
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
    with django_assert_num_queries(4):
        staff_client.get(METHODS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = delivery_method(0, total)
    with django_assert_num_queries(4):
        staff_client.get(change(row))


def test_a_method_is_added_with_its_rate(staff_client):
    assert post(staff_client, ADD, {}).status_code == 302
    row = DeliveryMethod.objects.get()
    assert (row.name_fr, row.name_en, row.countries) == ("Par la poste", "By post", "FR,BE")
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


def test_codes_may_be_typed_with_spaces_and_small_letters(staff_client):
    post(staff_client, ADD, {"countries": " fr, be ,LU"})
    assert DeliveryMethod.objects.get().countries == "FR,BE,LU"


def test_no_code_is_everywhere(staff_client):
    post(staff_client, ADD, {"countries": ""})
    assert DeliveryMethod.objects.get().countries == ""
    assert ">everywhere<" in staff_client.get(METHODS, headers={"accept-language": "en"}).text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"most_days": "1"}, {"__all__": ["At most cannot be sooner than at least."]}),
        (
            {"countries": "FR,UK,XX"},
            {"countries": ["There is no country with the code UK, XX."]},
        ),
        ({"countries": "FR;BE"}, {"countries": ["Codes such as FR,BE with a comma between."]}),
        ({"countries": "France"}, {"countries": ["Codes such as FR,BE with a comma between."]}),
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
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 250}])
    page = staff_client.get(METHODS, headers={"accept-language": "en"}).text
    assert ">no rate: not offered<" in page
    assert ">€2.50<" in page
