import pytest
from django import forms
from django.utils.translation import override

from shop.core.fields import AmountFormField
from tests.factories import VariantFactory


class PriceForm(forms.Form):
    price = AmountFormField()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12,90", 1290), ("12.90", 1290), ("12", 1200), (" 1\u202f234,50 ", 123450)],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_amount_is_read_with_either_decimal_sign(typed, amount, language):
    with override(language):
        form = PriceForm({"price": typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"price": amount}


@pytest.mark.parametrize("typed", ["abc", "-1", "12,905", "1.234,50", "NaN", "1e3000"])
def test_what_is_no_amount_is_refused_with_an_example(typed):
    with override("en"):
        form = PriceForm({"price": typed})
        assert form.errors == {"price": ["Enter an amount of money, such as 12.90."]}


def test_what_was_typed_comes_back_as_it_was_typed():
    form = PriceForm({"price": "12,9O"})
    assert 'value="12,9O"' in str(form)


@pytest.mark.parametrize(("language", "shown"), [("fr", "12,90"), ("en", "12.90")])
def test_a_stored_amount_is_shown_as_people_write_it(language, shown):
    with override(language):
        assert f'value="{shown}"' in str(PriceForm(initial={"price": 1290}))


def test_an_amount_left_as_it_was_has_not_changed():
    with override("fr"):
        assert not PriceForm({"price": "12,90"}, initial={"price": 1290}).has_changed()
        assert PriceForm({"price": "12,91"}, initial={"price": 1290}).has_changed()


@pytest.mark.django_db
def test_the_model_field_uses_it():
    variant = VariantFactory()
    field = variant._meta.get_field("price").formfield()
    assert isinstance(field, AmountFormField)
    assert field.clean("3,50") == 350
