import pytest

from checkout.models import Payment
from tests.admin_rows import make, order, payment, payment_of

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

PAYMENTS = "/admin/checkout/payment/"


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Payment, total)
    with django_assert_num_queries(4):
        staff_client.get(PAYMENTS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = payment(0, total)
    with django_assert_num_queries(4):
        staff_client.get(f"{PAYMENTS}{row.pk}/change/")


def test_a_row_says_how_much_and_why_not(staff_client):
    row = payment()
    page = staff_client.get(PAYMENTS, headers={"accept-language": "en"}).text
    for text in (row.order.reference, "Test bank", "€30.70", "failed", "not enough money"):
        assert f">{text}<" in page


def test_a_gateway_that_is_gone_is_told_by_its_code(staff_client, settings):
    settings.GATEWAYS = []
    payment()
    assert ">testbank<" in staff_client.get(PAYMENTS).text


def test_money_that_came_too_late_is_one_click_away(staff_client):
    owner = order()
    late = payment_of(owner, state="late", error="", events=0)
    payment_of(owner, state="pending", error="", events=0)
    shown = staff_client.get(PAYMENTS, {"look": "late"}).context["cl"].result_list
    assert list(shown) == [late]


@pytest.mark.parametrize("text", ["K7M-42QX", "ref"])
def test_a_payment_is_found(staff_client, text):
    row = payment_of(order(), events=0)
    query = {"q": str(row.ref) if text == "ref" else text}
    found = staff_client.get(PAYMENTS, query).context["cl"].result_list
    assert row in found


def test_who_pays_cannot_be_guessed_through_the_list(reader):
    payment()
    assert reader.get(f"{PAYMENTS}?order__email__startswith=z").status_code == 400
    page = reader.get(f"{PAYMENTS}{Payment.objects.first().pk}/change/").text
    assert "@demo.example" not in page


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_payment_is_neither_written_nor_deleted_here(staff_client, verb):
    row = payment()
    answer = staff_client.post(PAYMENTS + verb.format(pk=row.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Payment.objects.filter(pk=row.pk, state="failed").exists()
