import pytest
from django.urls import reverse

from catalog.models import Variant
from tests.factories import VariantFactory

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


def save(admin_client, variant, **quantities):
    address = reverse("admin:catalog_variant_change", args=[variant.pk])
    data = {"price": "12.90", "weight": "0", "is_active": "on", **quantities}
    return admin_client.post(address, data, **EN)


def quantities_of(variant):
    return Variant.objects.values_list("least_quantity", "quantity_step", "most_quantity").get(
        pk=variant.pk
    )


def test_staff_say_in_which_quantities_a_thing_is_sold(admin_client):
    variant = VariantFactory()
    page = save(admin_client, variant, least_quantity=12, quantity_step=6, most_quantity=30)
    assert page.status_code == 302
    assert quantities_of(variant) == (12, 6, 30)
    save(admin_client, variant, least_quantity=1, quantity_step=1, most_quantity="")
    assert quantities_of(variant) == (1, 1, None)


@pytest.mark.parametrize(
    ("quantities", "words"),
    [
        ((7, 6, 11), "With these quantities nothing could be bought."),
        ((1, 0, ""), "Quantities lie between 1 and 999."),
        ((1, 1, 1000), "Quantities lie between 1 and 999."),
    ],
)
def test_impossible_quantities_are_refused_in_words(admin_client, quantities, words):
    variant = VariantFactory()
    least, step, most = quantities
    page = save(admin_client, variant, least_quantity=least, quantity_step=step, most_quantity=most)
    assert words in page.content.decode()
    assert quantities_of(variant) == (1, 1, None)
