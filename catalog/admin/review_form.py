from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Refusal, Review, ReviewState
from catalog.reviews.moderating import approve, refuse, reply
from catalog.reviews.moving import Changed
from shop.core.users.models import User


class ReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """What staff decide about a review, and answer."""

    decision = forms.ChoiceField(label=_("decision"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Review
        fields = ("reply",)
        widgets: ClassVar = {"reply": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "decision" not in self.fields:  # for whoever may only read
            return
        choices: list[tuple[str, Any]] = [("", _("leave it as it is"))]
        if self.instance.state != ReviewState.APPROVED:
            choices.append(("approve", _("approve: show it")))
        if self.instance.state != ReviewState.REFUSED:
            choices += [(r.value, _("refuse: %(reason)s") % {"reason": r.label}) for r in Refusal]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        self.initial["seen"] = _standing(self.instance)
        self.had = self.instance.reply

    def act(self, *, by: User) -> None:
        """Do what was asked for, all or nothing. Raises Changed if it is not what the page showed."""
        review, answer = Review.objects.get(pk=self.instance.pk), self.cleaned_data["reply"].strip()
        if _standing(review) != self.cleaned_data["seen"]:
            raise Changed
        decision = self.cleaned_data["decision"]
        with transaction.atomic():
            if decision == "approve":
                approve(review=review, by=by)
            elif decision:
                refuse(review=review, by=by, reason=decision)
            if answer != self.had:
                reply(review=review, text=answer, by=by)


def _standing(review: Review) -> str:
    """Return what tells a review apart from what its author, or somebody else of staff, makes of it."""
    moments = (review.written_at, review.replied_at)
    return " ".join([review.state, *(moment.isoformat() for moment in moments if moment)])
