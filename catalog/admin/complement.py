"""What goes well with a product, on the product's page: chosen by typing, in an order of its own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.choices import without_links
from catalog.models import Complement, Product


class KnownSelect(AutocompleteSelect):
    """Shows what is chosen without asking the database about each row anew."""

    known: tuple[int, str] | None = None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if self.known is None or [str(self.known[0])] != [str(each) for each in value]:
            return super().optgroups(name, value, attrs)
        return [(None, [self.create_option(name, *self.known, True, 0)], 0)]


class ComplementForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "complement" in self.fields:
            chosen = self.instance.complement
            self.fields["complement"].widget.widget.known = (chosen.pk, str(chosen))

    def clean_complement(self) -> Product:
        """Say beside the field what Django asks the database only where both are fields."""
        chosen: Product = self.cleaned_data["complement"]
        if chosen.pk == self.instance.product_id:
            raise ValidationError(_("A product does not complement itself."))
        return chosen


class ComplementInline(admin.TabularInline[Complement, Product]):
    model = Complement
    form = ComplementForm
    fk_name = "product"
    fields = ("complement", "position")
    autocomplete_fields = ("complement",)
    extra = 0
    verbose_name_plural = _("goes well with it: shown on its page and in the cart")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complement]:
        return super().get_queryset(request).select_related("complement")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "complement":
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Product | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if "complement" in formset.form.base_fields:
            without_links(formset.form.base_fields["complement"])
        return formset
