"""Alerts that shoppers ask for: the form beside a search or a variant, the link of a mail, and the account.

``/alerts/`` takes both forms, which stand on pages that set no cookie. ``/alert/<token>/`` shows by
GET and acts by POST alone: programs that look for viruses open every link (pitfall R11).
"""

from typing import cast
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog.alerts.answering import WAITS_FOR, activate, find_alert
from catalog.alerts.asking import CONFIRM_WITHIN, Asker, ask_for_search, ask_for_variant
from catalog.alerts.keeping import erase_alerts
from catalog.alerts.things import found_by, what, words_of
from catalog.models import Alert, Variant
from catalog.pages.forms import SearchForm
from shop.core import clock
from shop.core.asking import AskForm, Offer, in_words, is_sure, sure_address
from shop.core.messaging.people import find_people
from shop.core.rate_limits import limited
from shop.core.same_origin import same_origin
from shop.core.users.models import User


def offer_for_search(
    text: str, *, viewer: User | None, form: AskForm | None = None
) -> Offer | None:
    """Return the form for a search that found nothing; None where there is nothing to look for."""
    if not words_of(text):
        return None
    return _offer(
        form or AskForm.blank(sure_address(viewer)),
        title=_("Tell me when you have it"),
        hidden=("q", text),
        back_url=f"{reverse('search')}?{urlencode({'q': text})}",
        notice=_(
            "We repeat this search once a day and write once, when something is found. For that we keep"
            " the address and the search, %(days)d days at most; you can erase both at any time."
        ),
    )


def offer_for_variant(
    sku: str, url: str, *, viewer: User | None, form: AskForm | None = None
) -> Offer:
    """Return the form for a variant that is sold out. The caller offers none for what is sensitive."""
    return _offer(
        form or AskForm.blank(sure_address(viewer)),
        title=_("Tell me when it is back"),
        hidden=("v", sku),
        back_url=f"{url}?{urlencode({'v': sku})}",
        notice=_(
            "We write once, when it is back. For that we keep the address and what you wait for,"
            " %(days)d days at most; you can erase both at any time."
        ),
    )


@same_origin
@limited("ASK_RATE_LIMIT")
def ask(request: HttpRequest) -> HttpResponse:
    """Take a form; the answer is the same whatever is known of the address."""
    user = request.user if request.user.is_authenticated else None
    form = AskForm(request.POST, auto_id="ask-%s", use_required_attribute=False)
    variant = _variant(request.POST.get("v", ""))
    offer = _offer_again(request, variant, user, form)
    if request.method != "POST" or offer is None:
        raise Http404
    if not form.is_valid():
        return render(request, "catalog/alerts/ask.html", {"offer": offer}, status=422)
    email, zone = form.cleaned_data["email"], form.cleaned_data["time_zone"]
    asker = Asker(
        address=email,
        is_sure=is_sure(user, email),
        language=get_language() or "",
        time_zone=zone,
    )
    if variant is not None:
        ask_for_variant(variant=variant, asker=asker)
    elif found_by(offer.hidden[1], asker.language).cards:
        messages.info(request, _("Something has just come that fits. Here it is."))
        return redirect(offer.back_url)
    else:
        ask_for_search(text=offer.hidden[1], asker=asker)
    _say_asked(request, asker)
    return redirect(offer.back_url)


@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the alert before anything is changed; confirm or erase it when asked to."""
    alert = find_alert(token, at=clock.now())
    if alert is None:
        return render(request, "catalog/alerts/no_link.html", status=404)
    match request.POST.get("do"):
        case "confirm":
            activate(alert, at=clock.now())
            return redirect(request.path)
        case "erase":
            erase_alerts(Alert.objects.filter(pk=alert.pk))
            messages.success(request, _("The alert and your address in it are erased."))
            return redirect("home")
    return render(request, "catalog/alerts/alert.html", {"alert": alert, "what": what(alert)})


@never_cache
@login_required
def in_account(request: HttpRequest) -> HttpResponse:
    """List the alerts of every address that the shopper has confirmed; another may be anybody's."""
    confirmed = EmailAddress.objects.filter(user=cast("User", request.user), verified=True)
    people = find_people(confirmed.values_list("email", flat=True))
    mine = Alert.objects.filter(person__in={person.pk for person in people.values()})
    if request.method == "POST":
        erased = erase_alerts(_chosen(mine, request.POST.get("alert", "")))
        words = ngettext("%(count)d alert was erased.", "%(count)d alerts were erased.", erased)
        messages.info(request, words % {"count": erased})
        return redirect("alerts")
    rows = [(alert, what(alert)) for alert in mine.shown()]
    return render(request, "catalog/alerts/in_account.html", {"rows": rows})


def _offer(
    form: AskForm, *, title: str, hidden: tuple[str, str], back_url: str, notice: str
) -> Offer:
    return Offer(
        form=form,
        title=title,
        hidden=hidden,
        back_url=back_url,
        action=reverse("alert-ask"),
        testid="alert",
        button=_("Tell me"),
        notice=notice % {"days": WAITS_FOR.days},
    )


def _offer_again(
    request: HttpRequest, variant: Variant | None, user: User | None, form: AskForm
) -> Offer | None:
    """Return the form that was sent, for the page that says what is wrong with it."""
    if variant is not None:
        url = variant.product.get_absolute_url()
        return offer_for_variant(variant.sku, url, viewer=user, form=form)
    search = SearchForm(request.POST)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    return offer_for_search(text, viewer=user, form=form)


def _variant(sku: str) -> Variant | None:
    """Return what a form asks for; of what is not for sale there is no page to ask on."""
    if not sku:
        return None
    shown = Variant.objects.filter(is_active=True, product__is_published=True)
    return shown.select_related("product").filter(sku=sku).first()


def _say_asked(request: HttpRequest, asker: Asker) -> None:
    if asker.is_sure:
        words = _("We will write to you once. You find the alert in your account, to erase it.")
        messages.success(request, words)
        return
    words = _(
        "If this address does not have the alert yet, a mail is on its way to it. Press the button in it"
        " within %(days)d days: only then does the alert count."
    ) % {"days": CONFIRM_WITHIN.days}
    messages.success(request, f"{words} {in_words(asker.time_zone)}".strip())


def _chosen(mine: QuerySet[Alert], key: str) -> QuerySet[Alert]:
    """Return the alert that a button names, or all of them."""
    if key == "all":
        return mine
    is_key = key.isascii() and key.isdigit() and len(key) < 16  # noqa: PLR2004 - a bigint
    return mine.filter(pk=int(key)) if is_key else mine.none()
