"""The form in which staff write what a reminder says."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from recovery.models import Episode, Occasion, Wording
from recovery.models.wording import LONGEST_BUTTON, LONGEST_LINE, LONGEST_PARAGRAPHS
from recovery.tone import Finding
from recovery.wording.rewriting import current, words_now
from recovery.wording.trying import carts_to_try, judge
from recovery.wording.words import PLACEHOLDERS, TEXTS, Words, problems
from shop.core import money
from shop.core.admin import written

_BRACES = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vTextField"})


def _paragraphs(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "vLargeTextField", "rows": rows})


class CartField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A cart by its value and the moment it was left: not by whose it is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"#{obj.pk} · {money.formatted(obj.value)} · {written(obj.left_at)}"


class WordingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Four texts. What pushes instead of helping is refused, with the reason, and nothing typed is lost."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_LINE, widget=_line())
    opening = forms.CharField(
        label=_("Opening"),
        max_length=LONGEST_PARAGRAPHS,
        widget=_paragraphs(5),
        help_text=_("After the greeting, and before the things: what can you help with?"),
    )
    button = forms.CharField(label=_("Button"), max_length=LONGEST_BUTTON)
    closing = forms.CharField(
        label=_("Closing"),
        max_length=LONGEST_PARAGRAPHS,
        required=False,
        widget=_paragraphs(3),
        help_text=_("After the button, before who signs. May be empty."),
    )
    about = CartField(
        Episode.objects.none(),
        label=_("Tried on"),
        required=False,
        empty_label=_("things of the catalogue"),
        help_text=_("The latest carts that were left on this occasion, as they lie there now."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    may_see_carts = False  # the admin says so of whoever looks

    class Meta:
        model = Wording
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = current(self.instance)
        self.newest = version.number if version else 0
        self.initial = {
            **words_now(self.instance).as_dict(),
            "seen": self.newest,
            **self.initial,
        }
        self.fields["subject"].help_text = str(_("May stand in all texts: %s.")) % _BRACES
        if self.may_see_carts:
            self._offer_carts()

    def _offer_carts(self) -> None:
        carts = carts_to_try(self.occasion)
        field = cast("CartField", self.fields["about"])
        field.queryset = Episode.objects.filter(pk__in=[each.pk for each in carts])
        if carts:
            self.initial.setdefault("about", carts[0].pk)

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.instance.occasion)

    @property
    def words(self) -> Words:
        """What was typed, as far as it can be read."""
        typed = {name: self.cleaned_data.get(name, "") for name in TEXTS}
        return Words(**{name: text.replace("\r\n", "\n") for name, text in typed.items()})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, text in self.words.as_dict().items():
            for problem in problems(text, is_one_line=name in {"subject", "button"}):
                self.add_error(name, problem)
        return cleaned

    def findings(self) -> list[Finding]:
        """Return what is wrong with the tone of what was typed; nothing before it is words at all."""
        if self.errors:
            return []
        with override(self.instance.language):
            return judge(self.occasion, self.words)


class SavedForm(WordingForm):
    """The form as it is saved: what is binding must be mended first, and nobody's version is run over."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for finding in self.findings():
            if finding.rule.is_binding:
                self.add_error(None, _said(finding))
        if cleaned.get("seen") != self.newest:
            self.overtaken()
        return cleaned

    def overtaken(self) -> None:
        """Say that somebody saved in the meantime; to save once more is then to know it."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(self.newest)
        self.data = data
        raise ValidationError(
            _(
                "Somebody has saved other words in the meantime: they are the newest version below. Yours"
                " are still here. Compare, and save once more if yours are to hold."
            )
        )


def _said(finding: Finding) -> str:
    """Return why it is refused, and which words are meant, between the marks of the reader's language."""
    words = gettext("“%(text)s”") % {"text": finding.excerpt}
    return f"{finding.rule.explanation} {words}" if finding.excerpt else finding.rule.explanation
