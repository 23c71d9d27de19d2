"""``/why/<token>/``: why somebody was written to, what is kept, and how to end both (R10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cart.models import CartState
from catalog import remembering
from recovery.episodes.ledger import entries
from recovery.episodes.standing import standing_of
from recovery.links.finding import find_link
from recovery.links.stopping import erase_unfinished, is_stopped, stop
from recovery.models import Depth, Link, LinkPurpose
from recovery.pages.preferences import say_erased
from shop.core.masking import mask_email
from shop.core.messaging.models import Consent, Purpose
from shop.core.messaging.permissions import preferences_of


@never_cache
def why(request: HttpRequest, token: str) -> HttpResponse:
    """Tell in words; stop or erase when asked to. What is personal stays masked."""
    link = find_link(token, LinkPurpose.WHY)
    if link is None:
        return render(request, "recovery/no_link.html", status=404)
    if request.method != "POST":
        return _page(request, link, token)
    person = link.episode.person
    match request.POST.get("do"):
        case "stop":
            stop(person)
            messages.success(request, _("You will not be reminded of anything any more."))
        case "erase":
            if link.episode.depth == Depth.PRODUCT:
                remembering.forget_views_of(person)
            say_erased(request, is_all=erase_unfinished(person))
    return redirect(request.path)


def _page(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    episode = link.episode
    standing = standing_of(episode)
    consents = Consent.objects.filter(person=episode.person, purpose=Purpose.REMINDERS)
    context = {
        "episode": episode,
        "token": token,
        "email": mask_email(standing.email) if standing and standing.email else "",
        "is_kept": standing is not None,
        "is_of_product": episode.depth == Depth.PRODUCT,
        "product": episode.product,
        "is_ordered": standing is not None and standing.cart.state == CartState.ORDERED,
        "consent": consents.order_by("-recorded_at", "-pk").first(),
        "is_customer": preferences_of([episode.person])[episode.person_id].is_customer,
        "is_stopped": is_stopped(episode.person),
        "entries": entries(episode),
    }
    return render(request, "recovery/why.html", context)
