"""``/why/<token>/answer/``: what got in your way? A click in the mail chooses, and POST answers (R11)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from recovery.episodes.answering import answer
from recovery.links.finding import find_link
from recovery.models import Episode, LinkPurpose, Obstacle, Reply
from recovery.models.reply import LONGEST
from shop.core import clock

CHOSEN = "because"  # the parameter of a mail's links


class AnswerForm(forms.Form):
    said = forms.ChoiceField(
        label=_("What comes nearest?"),
        choices=Obstacle.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what comes nearest.")},
    )
    words = forms.CharField(
        label=_("Do you want to say more?"),
        help_text=_("Somebody of customer care reads it, and answers if you ask something."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@never_cache
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Show before anything is written: programs that look for viruses open every link (R11)."""
    link = find_link(token, LinkPurpose.WHY)
    if link is None:
        return render(request, "recovery/no_link.html", status=404)
    episode = link.episode
    form = AnswerForm(request.POST or None, initial={"said": _chosen(request, episode)})
    if request.method == "POST" and form.is_valid():
        answer(
            episode=episode,
            said=Obstacle(form.cleaned_data["said"]),
            words=form.cleaned_data["words"],
            language=get_language() or "",
            at=clock.now(),
        )
        return redirect("answer", token)
    has_words = Reply.objects.filter(episode=episode).exists()  # shown to no one but customer care
    context = {"form": form, "episode": episode, "token": token, "has_words": has_words}
    return render(request, "recovery/answer.html", context)


def _chosen(request: HttpRequest, episode: Episode) -> str:
    """Return what was just clicked in the mail, else what was answered before."""
    clicked = request.GET.get(CHOSEN, "")
    return clicked if clicked in Obstacle.values else episode.said
