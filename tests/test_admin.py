"""Every page of the administration opens, whatever is registered."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.admin_rows import make

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture(params=["fr", "en"])
def language(request, settings):
    settings.LANGUAGE_CODE = request.param
    return request.param


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(params=MODELS, ids=lambda model: model._meta.label)
def model(request):
    return request.param


def test_list_opens(staff_client, model, language):
    row = make(model, 1)
    response = staff_client.get(url(model, "changelist"), headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert row in response.context["cl"].result_list


def test_search_opens(staff_client, model, rf, staff):
    make(model, 1)
    request = rf.get("/")
    request.user = staff
    response = staff_client.get(url(model, "changelist"), {"q": "nothing like it"})
    assert response.status_code == 200
    expected = 0 if admin.site._registry[model].get_search_fields(request) else 1
    assert response.context["cl"].result_count == expected


def test_each_filter_opens(staff_client, model):
    make(model, 1)
    page = staff_client.get(url(model, "changelist")).context["cl"]
    for spec in page.filter_specs:
        for choice in spec.choices(page):
            query = choice["query_string"]
            response = staff_client.get(url(model, "changelist") + query)
            assert response.status_code == 200, query


def test_each_column_sorts(staff_client, model):
    make(model, 1)
    columns = staff_client.get(url(model, "changelist")).context["cl"].list_display
    for number in range(len(columns)):
        response = staff_client.get(url(model, "changelist"), {"o": f"-{number}"})
        assert response.status_code == 200, columns[number]


def test_add_opens_where_staff_may_add(staff_client, model, rf, staff):
    request = rf.get("/")
    request.user = staff
    allowed = admin.site._registry[model].has_add_permission(request)
    assert staff_client.get(url(model, "add")).status_code == (200 if allowed else 403)


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_row_opens(staff_client, model, page, language):
    row = make(model, 1)
    response = staff_client.get(url(model, page, row.pk), headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert str(row) in response.text


def test_delete_asks_where_staff_may_delete(staff_client, model, rf, staff):
    row = make(model, 1)
    request = rf.get("/")
    request.user = staff
    allowed = admin.site._registry[model].has_delete_permission(request, row)
    response = staff_client.get(url(model, "delete", row.pk))
    assert response.status_code == (200 if allowed else 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_front_page_opens(staff_client, language):
    response = staff_client.get(reverse("admin:index"), headers={"accept-language": language})
    assert response.status_code == 200
    assert response.text.count("/admin/catalog/product/") == 1 + 1 + 1  # name, add, change
