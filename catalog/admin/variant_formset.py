"""The variants of a product, checked and saved together."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from catalog.admin.variant_form import VariantForm
from catalog.models import Variant


class VariantFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """No two variants alike, said beside the second of them."""

    def clean(self) -> None:
        super().clean()
        self._refuse_to_delete_what_is_reserved()
        seen: set[str] = set()
        kept = [form for form in self._kept() if form.is_valid()]
        elsewhere = self._keys_of_rows_that_the_page_lacks() if kept else set()
        for form in kept:
            key = form.key()
            if key in seen or key in elsewhere:
                form.add_error(None, _alike(key))
            seen.add(key)

    def save(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - Django's signature
        """Free the option keys first: two variants may have swapped their options."""
        if commit:
            rows = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            parked = Concat(Value("~"), Cast(F("pk"), CharField()))
            Variant.objects.filter(pk__in=rows).update(option_key=parked)
        return super().save(commit=commit)

    def save_new(self, form: Any, commit: bool = True) -> Variant:  # noqa: FBT001, FBT002
        setattr(form.instance, self.fk.name, self.instance)
        return cast("VariantForm", form).write()

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Variant:  # noqa: FBT001, FBT002
        return cast("VariantForm", form).write()

    def _kept(self) -> Iterable[Any]:
        deleted = self.deleted_forms
        return [
            form
            for form in self.forms
            if form not in deleted and (form.instance.pk or form.has_changed())
        ]

    def _refuse_to_delete_what_is_reserved(self) -> None:
        for form in cast("list[VariantForm]", self.deleted_forms):
            if form.stock.reserved:
                raise ValidationError(
                    _("%(sku)s is in an order that was started. Take it off sale instead."),
                    code="reserved",
                    params={"sku": form.instance.sku},
                )

    def _keys_of_rows_that_the_page_lacks(self) -> set[str]:
        """Return the options of variants that somebody added since this page was opened."""
        if self.instance.pk is None:
            return set()
        shown = [form.instance.pk for form in self.initial_forms]
        rows = Variant.objects.filter(product=self.instance).exclude(pk__in=shown)
        return set(rows.values_list("option_key", flat=True))


def _alike(key: str) -> ValidationError:
    words = (
        _("Another variant has the same options.")
        if key
        else _("Add the options that tell the variants apart, save, then add more variants.")
    )
    return ValidationError(words, code="alike")
