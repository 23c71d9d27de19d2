import pytest

from cart.models import DeliveryZone
from tests.admin_rows import make
from tests.factories import DeliveryMethodFactory, DeliveryZoneFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

ZONES = "/admin/cart/deliveryzone/"
ADD = f"{ZONES}add/"
TYPED = {
    "name_fr": "Voisins", "name_en": "Neighbours",
    "countries": "BE,LU", "extra_days": "1", "position": "0",
}  # fmt: skip


def post(client, url, **typed):
    return client.post(url, {**TYPED, **typed}, headers={"accept-language": "en"})


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(DeliveryZone, total)
    with django_assert_num_queries(4):
        staff_client.get(ZONES)


def test_a_zone_is_added_and_changed(staff_client):
    assert post(staff_client, ADD).status_code == 302
    row = DeliveryZone.objects.get()
    assert (row.name_fr, row.name_en, row.countries, row.extra_days) == (
        "Voisins", "Neighbours", "BE,LU", 1,
    )  # fmt: skip
    assert post(staff_client, f"{ZONES}{row.pk}/change/", extra_days="3").status_code == 302
    row.refresh_from_db()
    assert (row.countries, row.extra_days) == ("BE,LU", 3)
    assert ">BE, LU<" in staff_client.get(ZONES).text


def test_codes_may_be_typed_with_spaces_and_small_letters(staff_client):
    post(staff_client, ADD, countries=" fr, be ,LU")
    assert DeliveryZone.objects.get().countries == "FR,BE,LU"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"countries": ""}, {"countries": ["This field is required."]}),
        (
            {"countries": "FR,UK,XX"},
            {"countries": ["There is no country with the code UK, XX."]},
        ),
        ({"countries": "FR;BE"}, {"countries": ["Codes such as FR,BE with a comma between."]}),
        ({"countries": "France"}, {"countries": ["Codes such as FR,BE with a comma between."]}),
        ({"extra_days": "366"}, {"__all__": ["That is more than a year."]}),
        ({"name_fr": " "}, {"name_fr": ["This field is required."]}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(staff_client, typed, expected):
    response = post(staff_client, ADD, **typed)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == expected
    assert DeliveryZone.objects.count() == 0


def test_a_zone_with_rates_is_kept_and_staff_are_told(staff_client):
    DeliveryMethodFactory(countries="FR")
    row = DeliveryZone.objects.get()
    staff_client.post(f"{ZONES}{row.pk}/delete/", {"post": "yes"})
    assert DeliveryZone.objects.count() == 1
    free = DeliveryZoneFactory()
    staff_client.post(f"{ZONES}{free.pk}/delete/", {"post": "yes"})
    assert list(DeliveryZone.objects.all()) == [row]
