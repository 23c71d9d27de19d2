from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError

from cart.admin.promotion import PromotionAdmin
from cart.models import Promotion
from tests.admin_rows import make
from tests.conftest import NOON
from tests.factories import CartFactory, PromotionFactory, UserFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

PROMOTIONS = "/admin/cart/promotion/"
ADD = f"{PROMOTIONS}add/"
TYPED = {
    "code": "SPRING", "percent": "15", "is_active": "on",
    "starts_at_0": "", "starts_at_1": "", "ends_at_0": "", "ends_at_1": "",
}  # fmt: skip


def change(row):
    return f"{PROMOTIONS}{row.pk}/change/"


def errors(response):
    return response.context["adminform"].form.errors.get_json_data()


def said(response):
    return {name: [each["message"] for each in all_] for name, all_ in errors(response).items()}


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Promotion, total)
    with django_assert_num_queries(4):
        staff_client.get(PROMOTIONS)


def test_page_makes_few_queries(staff_client, django_assert_num_queries):
    row = PromotionFactory()
    with django_assert_num_queries(3):
        staff_client.get(change(row))


def test_a_code_is_added(staff_client):
    assert staff_client.post(ADD, TYPED).status_code == 302
    row = Promotion.objects.get()
    assert (row.code, row.percent, row.is_active) == ("SPRING", 15, True)
    assert (row.starts_at, row.ends_at) == (None, None)


def test_a_code_is_changed(staff_client):
    row = PromotionFactory(code="SPRING", percent=10)
    assert staff_client.post(change(row), {**TYPED, "percent": "20"}).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.percent) == ("SPRING", 20)


def test_a_stale_page_undoes_nothing_else(staff_client, monkeypatch):
    """A colleague switches the code off between the check of the form and the write."""
    row = PromotionFactory(code="SPRING", percent=10)

    def colleague(self, request, form, change):
        Promotion.objects.filter(pk=row.pk).update(is_active=False)
        return form.save(commit=False)

    monkeypatch.setattr(PromotionAdmin, "save_form", colleague)
    staff_client.post(change(row), {**TYPED, "percent": "20"})
    row.refresh_from_db()
    assert (row.percent, row.is_active) == (20, False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"percent": "0"}, {"__all__": ["Between 1 and 100."]}),
        ({"percent": "101"}, {"__all__": ["Between 1 and 100."]}),
        ({"percent": "-1"}, {"percent": ["Ensure this value is greater than or equal to 0."]}),
        ({"percent": "ten"}, {"percent": ["Enter a whole number."]}),
        ({"percent": ""}, {"percent": ["This field is required."]}),
        ({"code": " "}, {"code": ["This field is required."]}),
        ({"code": "autumn"}, {"__all__": ["There is already a code like this."]}),
        (
            {
                "starts_at_0": "2026-03-04", "starts_at_1": "12:00:00",
                "ends_at_0": "2026-03-04", "ends_at_1": "12:00:00",
            },
            {"__all__": ["The end must come after the beginning."]},
        ),
        ({"ends_at_0": "soon", "ends_at_1": "12:00:00"}, {"ends_at": ["Enter a valid date."]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["add", "change"])
def test_what_makes_no_sense_is_refused_in_words(staff_client, page, typed, expected):
    PromotionFactory(code="AUTUMN")
    row = PromotionFactory(code="SPRING", percent=10)
    url = change(row) if page == "change" else ADD
    mine = {"code": "SPRING" if page == "change" else "WINTER", **typed}
    response = staff_client.post(url, {**TYPED, **mine}, headers={"accept-language": "en"})
    assert response.status_code == 200
    assert said(response) == expected
    assert sorted(Promotion.objects.values_list("code", "percent")) == [
        ("AUTUMN", 10), ("SPRING", 10),
    ]  # fmt: skip


def test_a_number_that_no_column_holds_is_refused(staff_client):
    response = staff_client.post(ADD, {**TYPED, "percent": "9" * 30})
    assert response.status_code == 200
    assert list(errors(response)) == ["percent"]


def test_what_only_the_database_noticed_is_told(staff_client, monkeypatch):
    def taken(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Promotion, "save", taken)
    response = staff_client.post(ADD, TYPED, headers={"accept-language": "en"}, follow=True)
    assert "Somebody changed this at the same moment." in response.text
    assert Promotion.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"starts_at": NOON + timedelta(seconds=1)}, False),
        ({"ends_at": NOON}, False),
    ],
)
def test_the_list_tells_what_is_valid_now(staff_client, clock, fields, holds):
    row = PromotionFactory(**fields)
    CartFactory(promotion=row)
    page = staff_client.get(PROMOTIONS, headers={"accept-language": "en"}).text
    sign = "yes" if holds else "no"
    column = page[page.index('<td class="field-holds_now">') :]
    assert column.split("</td>")[0].endswith(f'icon-{sign}.svg" alt="{holds}">')
    assert '<td class="field-in_carts">1</td>' in page


def test_looking_is_not_changing(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_promotion"))
    client.force_login(user)
    row = PromotionFactory(percent=10)
    assert client.post(change(row), TYPED).status_code == 403
    assert client.post(ADD, TYPED).status_code == 403
    assert list(Promotion.objects.values_list("percent", flat=True)) == [10]
