from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError

from cart.admin.promotion import PromotionAdmin
from cart.models import CartState, Promotion, PromotionTarget
from shop.core.users.models import CustomerGroup
from tests.admin_rows import make
from tests.conftest import NOON
from tests.factories import (
    BrandFactory,
    CartFactory,
    CategoryFactory,
    ProductFactory,
    PromotionFactory,
    UserFactory,
)

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

PROMOTIONS = "/admin/cart/promotion/"
ADD = f"{PROMOTIONS}add/"
TYPED = {
    "kind": "percentage", "percent": "15", "amount": "", "buys": "", "gets": "", "most_off": "",
    "least_total": "0", "group": "", "countries": "",
    "starts_at_0": "", "starts_at_1": "", "ends_at_0": "", "ends_at_1": "",
    "most_uses": "", "most_uses_a_person": "", "stacking": "freely", "priority": "0",
    "name_fr": "", "name_en": "", "code": "SPRING", "is_active": "on",
}  # fmt: skip
EVERY_KIND = [
    ({"kind": "percentage", "percent": "10"}, (10, None, None, None)),
    ({"kind": "fixed", "percent": "", "amount": "5.50"}, (None, 550, None, None)),
    ({"kind": "free_delivery", "percent": ""}, (None, None, None, None)),
    ({"kind": "buy_x_get_y", "percent": "100", "buys": "3", "gets": "1"}, (100, None, 3, 1)),
]


def change(row):
    return f"{PROMOTIONS}{row.pk}/change/"


def errors(response):
    return response.context["adminform"].form.errors.get_json_data()


def said(response):
    return {name: [each["message"] for each in all_] for name, all_ in errors(response).items()}


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Promotion, total)
    with django_assert_num_queries(5):
        staff_client.get(PROMOTIONS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = make(Promotion, 1)
    for _ in range(total - 1):
        PromotionTarget.objects.create(promotion=row, product=ProductFactory())
    with django_assert_num_queries(8):
        staff_client.get(change(row))


def test_a_code_is_added(staff_client):
    assert staff_client.post(ADD, TYPED).status_code == 302
    row = Promotion.objects.get()
    assert (row.code, row.percent, row.is_active) == ("SPRING", 15, True)
    assert (row.starts_at, row.ends_at) == (None, None)


def test_a_code_is_kept_in_capital_letters(staff_client):
    """Accents, too: SQLite would not find them otherwise."""
    assert staff_client.post(ADD, {**TYPED, "code": " noe\u0308l 10 "}).status_code == 302
    assert Promotion.objects.get().code == "NOËL 10"


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


@pytest.mark.parametrize(("typed", "expected"), EVERY_KIND)
def test_each_kind_is_added_and_changed(staff_client, typed, expected):
    assert staff_client.post(ADD, {**TYPED, **typed}).status_code == 302
    row = Promotion.objects.get()
    assert (row.kind, row.percent, row.amount, row.buys, row.gets) == (typed["kind"], *expected)
    for other, values in EVERY_KIND:
        answer = staff_client.post(change(row), {**TYPED, **other})
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.kind, row.percent, row.amount, row.buys, row.gets) == (other["kind"], *values)


def test_all_conditions_are_written(staff_client):
    group = CustomerGroup.objects.create(name="Trade")
    typed = {
        "name_fr": "Été", "name_en": "Summer", "code": "", "most_off": "20", "least_total": "50.00",
        "is_for_first_order": "on", "group": group.pk, "countries": "fr, be", "most_uses": "100",
        "most_uses_a_person": "1", "stacking": "alone", "priority": "-2",
    }  # fmt: skip
    answer = staff_client.post(ADD, {**TYPED, **typed}, headers={"accept-language": "en"})
    assert answer.status_code == 302
    row = Promotion.objects.get()
    assert (row.name_fr, row.name_en, row.code, row.most_off, row.least_total) == (
        "Été", "Summer", "", 2000, 5000,
    )  # fmt: skip
    assert (row.is_for_first_order, row.group, row.countries) == (True, group, "FR,BE")
    assert (row.most_uses, row.most_uses_a_person) == (100, 1)
    assert (row.stacking, row.priority) == ("alone", -2)


def targets():
    return sorted(
        PromotionTarget.objects.values_list("side", "category", "brand", "product"), key=str
    )


def test_things_are_chosen_added_and_taken_away(staff_client):
    tea, coffee, brand, pot = CategoryFactory(), CategoryFactory(), BrandFactory(), ProductFactory()
    chosen = {"bought_category": [tea.pk, coffee.pk], "given_product": [pot.pk]}
    assert staff_client.post(ADD, {**TYPED, **chosen}).status_code == 302
    row = Promotion.objects.get()
    assert targets() == [
        ("bought", tea.pk, None, None), ("bought", coffee.pk, None, None),
        ("given", None, None, pot.pk),
    ]  # fmt: skip
    kept = PromotionTarget.objects.get(category=tea).pk
    chosen = {"bought_category": [tea.pk], "bought_brand": [brand.pk]}
    assert staff_client.post(change(row), {**TYPED, **chosen}).status_code == 302
    assert targets() == [("bought", tea.pk, None, None), ("bought", None, brand.pk, None)]
    assert PromotionTarget.objects.get(category=tea).pk == kept


LEAVE_EMPTY = "Leave this empty: “%s” knows nothing of it."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"percent": "0"}, {"percent": ["Between 1 and 100."]}),
        ({"percent": "101"}, {"percent": ["Between 1 and 100."]}),
        ({"percent": "-1"}, {"percent": ["Ensure this value is greater than or equal to 0."]}),
        ({"percent": "ten"}, {"percent": ["Enter a whole number."]}),
        ({"percent": ""}, {"percent": ["Fill this in."]}),
        ({"amount": "5"}, {"amount": [LEAVE_EMPTY % "a percentage off"]}),
        (
            {"kind": "fixed"},
            {"amount": ["Fill this in."], "percent": [LEAVE_EMPTY % "an amount off"]},
        ),
        (
            {"kind": "fixed", "percent": "", "amount": "0"},
            {"amount": ["Nought would give nothing."]},
        ),
        ({"kind": "free_delivery"}, {"percent": [LEAVE_EMPTY % "free delivery"]}),
        (
            {"kind": "buy_x_get_y", "buys": "0", "gets": ""},
            {"gets": ["Fill this in."], "buys": ["Nought would give nothing."]},
        ),
        ({"most_off": "0"}, {"most_off": ["Nought would give nothing."]}),
        (
            {"most_uses": "0"},
            {"most_uses": ["Nobody could use it. Leave it empty, or switch it off."]},
        ),
        (
            {"code": " "},
            {"name_fr": ["Give it a name or a code: shoppers see it beside the amount."]},
        ),
        ({"code": "autumn"}, {"__all__": ["There is already a code like this."]}),
        ({"countries": "UK"}, {"countries": ["There is no country with the code UK."]}),
        ({"countries": "FR;BE"}, {"countries": ["Codes such as FR,BE with a comma between."]}),
        (
            {
                "starts_at_0": "2026-03-04", "starts_at_1": "12:00:00",
                "ends_at_0": "2026-03-04", "ends_at_1": "12:00:00",
            },
            {"ends_at": ["The end must come after the beginning."]},
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


def test_free_delivery_makes_nothing_else_cheaper(staff_client):
    typed = {"kind": "free_delivery", "percent": "", "given_product": [ProductFactory().pk]}
    response = staff_client.post(ADD, {**TYPED, **typed}, headers={"accept-language": "en"})
    assert said(response) == {"given_product": [LEAVE_EMPTY % "free delivery"]}


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
    ("fields", "words"),
    [
        ({}, "holds now"),
        ({"is_active": False}, "switched off"),
        ({"starts_at": NOON + timedelta(seconds=1)}, "not yet"),
        ({"ends_at": NOON}, "over"),
        ({"uses": 3, "most_uses": 3}, "used up"),
    ],
)
def test_the_list_tells_what_holds_now(staff_client, clock, fields, words):
    PromotionFactory(**fields)
    page = staff_client.get(PROMOTIONS, headers={"accept-language": "en"}).text
    assert f'<td class="field-state">{words}</td>' in page


def test_the_list_tells_what_each_does_and_how_often_it_did(staff_client):
    row = PromotionFactory(code="SPRING", uses=3, most_uses=100)
    PromotionTarget.objects.create(promotion=row, category=CategoryFactory(name_en="Tea"))
    CartFactory(promotion=row)
    CartFactory(promotion=row, state=CartState.JOINED)
    page = staff_client.get(PROMOTIONS, headers={"accept-language": "en"}).text
    says = "10% off “Tea”, with the code SPRING, for 100 orders in all."
    assert f'<td class="field-sentence">{says}</td>' in page
    assert '<td class="field-used">3 / 100</td>' in page
    assert '<td class="field-in_carts">1</td>' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("standing=holds", ["SPRING", "Été"]),
        ("standing=off", ["OLD"]),
        ("standing=nonsense", ["OLD", "SPRING", "Été"]),
        ("by=code", ["OLD", "SPRING"]),
        ("by=itself", ["Été"]),
        ("kind__exact=fixed", []),
        ("q=summer", ["Été"]),
        ("q=spri", ["SPRING"]),
    ],
)
def test_promotions_are_found(staff_client, query, found):
    PromotionFactory(code="SPRING")
    PromotionFactory(code="OLD", is_active=False)
    PromotionFactory(code="", name_fr="Été", name_en="Summer")
    rows = staff_client.get(f"{PROMOTIONS}?{query}").context["cl"].result_list
    assert sorted(str(row) for row in rows) == found


def test_the_page_says_all_in_a_sentence(staff_client):
    row = PromotionFactory(code="SPRING", uses=1)
    page = staff_client.get(change(row), headers={"accept-language": "en"}).text
    assert "<p>10% off everything, with the code SPRING.</p>" in page
    assert "Holds now. Orders that were placed keep what they got." in page


def test_looking_is_not_changing(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_promotion"))
    client.force_login(user)
    row = PromotionFactory(code="SPRING", percent=10)
    page = client.get(change(row), headers={"accept-language": "en"})
    assert "<p>10% off everything, with the code SPRING.</p>" in page.text
    assert 'name="_preview"' not in page.text
    assert client.post(change(row), TYPED).status_code == 403
    assert client.post(change(row), {**TYPED, "_preview": "1"}).status_code == 403
    assert client.post(ADD, TYPED).status_code == 403
    assert list(Promotion.objects.values_list("percent", flat=True)) == [10]
