import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from catalog import stock
from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Product,
    ProductOption,
    Stock,
    Variant,
)
from catalog.variants import set_option_values
from tests.admin_rows import make, product
from tests.factories import (
    AttributeValueFactory,
    CategoryFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_types")]

LIST = "/admin/catalog/product/"


def form_of(client, row):
    """Return what the change form of ``row`` would send back untouched."""
    page = client.get(f"{LIST}{row.pk}/change/", headers={"accept-language": "en"})
    data = dict(page.context["adminform"].form.initial)
    data["attributes"] = [value.pk for value in data["attributes"]]
    sent = {name: value for name, value in data.items() if value is not None}
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        management = formset.management_form
        sent |= {management.add_prefix(name): value for name, value in management.initial.items()}
        for form in formset.forms:
            for bound in form:
                value = bound.value()
                shown = bound.field.prepare_value(value)
                if shown is None or shown is False or bound.name == "file":
                    continue
                sent[bound.html_name] = "on" if shown is True else shown
                if bound.field.show_hidden_initial:
                    sent[bound.html_initial_name] = shown
    return sent


def save(client, row, data):
    return client.post(f"{LIST}{row.pk}/change/", data, headers={"accept-language": "en"})


def errors(response):
    """Return every error of the page's forms, in words."""
    found = list(response.context["errors"])
    return " ".join(str(error) for error in found)


def two_variants():
    row = product(0, 2)
    return row, *row.variants.order_by("pk")


@pytest.mark.parametrize("total", [1, 30])
@pytest.mark.parametrize(
    ("model", "queries"), [(Product, 7), (Brand, 4), (Category, 4), (Attribute, 5), (Variant, 5)]
)
def test_list_makes_the_same_queries_for_any_number(
    staff_client, model, queries, total, django_assert_num_queries
):
    make(model, total)
    with django_assert_num_queries(queries):
        staff_client.get(f"/admin/catalog/{model._meta.model_name}/")


@pytest.mark.parametrize("total", [1, 30])
@pytest.mark.parametrize(
    ("model", "queries"), [(Product, 13), (Brand, 3), (Category, 6), (Attribute, 5), (Variant, 5)]
)
def test_form_makes_the_same_queries_for_any_number(
    staff_client, model, queries, total, django_assert_num_queries
):
    make(model, total)
    row = model.objects.order_by("pk").first()
    with django_assert_num_queries(queries):
        staff_client.get(f"/admin/catalog/{model._meta.model_name}/{row.pk}/change/")


def test_saving_an_untouched_form_changes_nothing(staff_client):
    row, first, second = two_variants()
    before = list(Variant.objects.order_by("pk").values())
    response = save(staff_client, row, form_of(staff_client, row))
    assert response.status_code == 302
    assert list(Variant.objects.order_by("pk").values()) == before
    assert list(first.option_values.all()) != list(second.option_values.all())


def test_a_price_is_typed_with_a_comma(staff_client):
    row = product()
    data = form_of(staff_client, row) | {"variants-0-price": "12,99"}
    assert save(staff_client, row, data).status_code == 302
    assert row.variants.get().price == 1299


def test_a_price_that_an_import_changed_meanwhile_is_kept(staff_client):
    row = product()
    data = form_of(staff_client, row) | {"variants-0-weight": "5"}
    row.variants.update(price=999)
    save(staff_client, row, data)
    variant = row.variants.get()
    assert (variant.price, variant.weight) == (999, 5)


def test_a_sale_of_the_same_moment_is_kept(staff_client):
    row = product()
    variant = row.variants.get()
    data = form_of(staff_client, row) | {"variants-0-weight": "5"}
    stock.reserve({variant.pk: 3})
    stock.take({variant.pk: 2})
    save(staff_client, row, data)
    left = Stock.objects.get(variant=variant)
    assert (left.on_hand, left.reserved) == (8, 1)


def test_a_count_of_stock_that_moved_meanwhile_is_refused(staff_client):
    row = product()
    variant = row.variants.get()
    data = form_of(staff_client, row) | {"variants-0-on_hand": "12"}
    stock.reserve({variant.pk: 2})
    stock.take({variant.pk: 2})
    response = save(staff_client, row, data)
    assert "8 on hand now" in errors(response)
    assert Stock.objects.get(variant=variant).on_hand == 8


def test_a_count_below_what_is_reserved_is_refused(staff_client):
    row = product()
    variant = row.variants.get()
    stock.reserve({variant.pk: 3})
    data = form_of(staff_client, row) | {"variants-0-on_hand": "2"}
    response = save(staff_client, row, data)
    assert "reserved 3" in errors(response)
    assert Stock.objects.get(variant=variant).on_hand == 10


def test_two_variants_alike_are_refused_in_words(staff_client):
    row, first, _second = two_variants()
    option = row.product_options.get().attribute_id
    value = first.option_values.get()
    data = form_of(staff_client, row) | {f"variants-1-option_{option}": value.pk}
    response = save(staff_client, row, data)
    assert errors(response).count("Another variant has the same options.") == 1
    assert Variant.objects.filter(product=row).values("option_key").distinct().count() == 2


def test_a_variant_alike_to_one_added_meanwhile_is_refused_in_words(staff_client):
    row = product()
    value = AttributeValueFactory(attribute=row.options.get())
    option = row.product_options.get().attribute_id
    data = form_of(staff_client, row) | {f"variants-0-option_{option}": value.pk}
    set_option_values(variant=VariantFactory(product=row), values=[value])
    response = save(staff_client, row, data)
    assert "Another variant has the same options." in errors(response)


def test_two_variants_swap_their_options(staff_client):
    row, first, second = two_variants()
    option = row.product_options.get().attribute_id
    left, right = first.option_values.get(), second.option_values.get()
    data = form_of(staff_client, row) | {
        f"variants-0-option_{option}": right.pk,
        f"variants-1-option_{option}": left.pk,
    }
    assert save(staff_client, row, data).status_code == 302
    assert list(first.option_values.all()) == [right]
    first.refresh_from_db()
    assert first.option_key == str(right.pk)


def new_product(**more):
    return {
        "name_fr": "Bol",
        "slug": "bol",
        "category": CategoryFactory().pk,
        "tax_class": "standard",
        "is_published": "on",
        "product_options-TOTAL_FORMS": 0,
        "product_options-INITIAL_FORMS": 0,
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
        "complements-TOTAL_FORMS": 0,
        "complements-INITIAL_FORMS": 0,
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 0,
        "variants-0-sku": "BOL-1",
        "variants-0-price": "4.50",
        "variants-0-on_hand": "7",
        "variants-0-is_tracked": "on",
        "variants-0-weight": "0",
        "variants-0-position": "0",
        "variants-0-is_active": "on",
        **more,
    }


def test_a_product_is_added_with_its_variant_and_stock(staff_client):
    assert staff_client.post(f"{LIST}add/", new_product()).status_code == 302
    variant = Variant.objects.get(sku="BOL-1")
    assert (variant.product.name, variant.price, variant.stock.on_hand) == ("Bol", 450, 7)
    assert variant.option_key == ""


def test_a_product_without_a_variant_is_refused_in_words(staff_client):
    data = new_product() | {"variants-TOTAL_FORMS": 0}
    response = staff_client.post(f"{LIST}add/", data)
    assert response.status_code == 200
    assert not Product.objects.exists()


def test_two_variants_without_options_are_refused_in_words(staff_client):
    more = {
        f"variants-1-{name}": value
        for name, value in {"sku": "BOL-2", "price": "5", "weight": 0, "position": 0}.items()
    }
    data = new_product(**more) | {"variants-TOTAL_FORMS": 2}
    response = staff_client.post(f"{LIST}add/", data, headers={"accept-language": "en"})
    assert "options that tell the variants apart" in errors(response)
    assert not Product.objects.exists()


def test_a_sku_taken_elsewhere_is_refused_in_words(staff_client):
    VariantFactory(sku="BOL-1")
    response = staff_client.post(f"{LIST}add/", new_product())
    assert response.status_code == 200
    assert not Product.objects.filter(slug="bol").exists()


def test_an_option_that_tells_variants_apart_stays(staff_client):
    row, *_ = two_variants()
    data = form_of(staff_client, row) | {"product_options-0-DELETE": "on"}
    response = save(staff_client, row, data)
    assert "alike without this option" in errors(response)
    assert row.product_options.count() == 1


def test_an_option_that_is_taken_away_takes_its_values_along(staff_client):
    row = product()
    data = form_of(staff_client, row) | {"product_options-0-DELETE": "on"}
    assert save(staff_client, row, data).status_code == 302
    variant = row.variants.get()
    assert (variant.option_key, variant.option_values.count()) == ("", 0)


def test_a_reserved_variant_is_not_deleted(staff_client):
    row, first, _second = two_variants()
    stock.reserve({first.pk: 1})
    data = form_of(staff_client, row) | {"variants-0-DELETE": "on"}
    response = save(staff_client, row, data)
    assert first.sku in errors(response)
    assert row.variants.count() == 2


@pytest.mark.parametrize(
    ("action", "before", "after"), [("publish", False, True), ("unpublish", True, False)]
)
def test_products_are_published_together_and_it_is_remembered(staff_client, action, before, after):
    rows = [product(), product()]
    Product.objects.update(is_published=before)
    chosen = [row.pk for row in rows]
    staff_client.post(LIST, {"action": action, "_selected_action": chosen})
    assert set(Product.objects.values_list("is_published", flat=True)) == {after}
    assert LogEntry.objects.filter(object_id__in=[str(pk) for pk in chosen]).count() == 2


def test_an_attribute_value_names_its_attribute(staff_client):
    row = product()
    value = AttributeValue.objects.filter(products=row).get()
    page = staff_client.get(f"{LIST}{row.pk}/change/")
    assert f"{value.attribute}: {value}" in page.text
    assert ProductOption.objects.filter(product=row).exists()


def test_the_form_stays_within_its_queries_for_staff_with_a_role(client, django_assert_num_queries):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="catalogue"))
    client.force_login(user)
    row = product(0, 30, complements=30)
    with django_assert_num_queries(15):  # two more than a superuser: what the role may do
        client.get(f"{LIST}{row.pk}/change/")


@pytest.mark.slow
@pytest.mark.any_database
def test_a_product_with_hundreds_of_variants_can_be_saved(admin_client):
    row = product(0, 150)
    saved = save(admin_client, row, form_of(admin_client, row) | {"name_en": "Of many sizes"})
    assert saved.status_code == 302
    row.refresh_from_db()
    assert row.name_en == "Of many sizes"


def test_complements_are_chosen_on_the_products_page(staff_client):
    row, other = product(), ProductFactory()
    more = {"complement": other.pk, "position": 1, "id": "", "product": row.pk}
    data = form_of(staff_client, row) | {"complements-TOTAL_FORMS": 1}
    data |= {f"complements-0-{name}": value for name, value in more.items()}
    assert save(staff_client, row, data).status_code == 302
    assert list(row.complements.values_list("complement", "position")) == [(other.pk, 1)]
    page = staff_client.get(f"{LIST}{row.pk}/change/")
    assert f'<option value="{other.pk}" selected>{other}</option>' in page.text


def test_a_product_that_complements_itself_is_refused_in_words(staff_client):
    row = product()
    data = form_of(staff_client, row) | {
        "complements-TOTAL_FORMS": 1,
        "complements-0-complement": row.pk,
        "complements-0-position": 0,
    }
    response = save(staff_client, row, data)
    assert "A product does not complement itself." in errors(response)
    assert not row.complements.exists()
