"""Step one: an e-mail address, and what is done with it. Typing one gives access to nothing."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from cart.changing import Closed, InUse
from checkout import visitor
from checkout.models import Step
from checkout.orders.starting import start_order
from checkout.pages.forms import EmailForm
from checkout.pages.steps import Stage, codes_of, step


@step(Step.EMAIL)
def email(request: HttpRequest, stage: Stage) -> HttpResponse:
    if request.method != "POST":
        return _page(request, stage, EmailForm(initial=_already(request, stage)))
    form = EmailForm(request.POST)
    if not form.is_valid():
        stage.record_errors(Step.EMAIL, codes_of(form.errors))
        return _page(request, stage, form, status=422)
    try:
        started = start_order(
            cart=stage.cart,
            email=form.cleaned_data["email"],
            wants_reminders=form.cleaned_data["wants_reminders"],
            refuses_reminders=form.cleaned_data.get("refuses_reminders", False),
            notice_version=form.cleaned_data["notice"],
            time_zone=form.cleaned_data["time_zone"],
            language=get_language() or "",
            known=stage.visitor.known_order,
            user_id=request.user.pk if request.user.is_authenticated else None,
        )
    except Closed:
        return redirect("cart")
    except InUse as refusal:
        messages.warning(request, refusal.words)
        return redirect("cart")
    response = redirect(Step.ADDRESS.url_name)
    if started.secret:
        visitor.show_order(response, started.secret)
    return response


def _already(request: HttpRequest, stage: Stage) -> dict[str, object]:
    """Return what is known already; the boxes are never ticked for anybody (P1)."""
    if stage.is_masked:
        return {}  # not even the visitor's own: to enter it is a decision
    if stage.order is not None:
        return {
            "email": stage.order.email,
            "wants_reminders": stage.order.wants_reminders,
            "refuses_reminders": stage.order.refuses_reminders,
        }
    return {"email": request.user.email} if request.user.is_authenticated else {}


def _page(
    request: HttpRequest, stage: Stage, form: EmailForm, *, status: int = 200
) -> HttpResponse:
    if stage.is_masked or form.errors:
        form.fields["email"].widget.attrs["autofocus"] = False  # first read what stands above it
    context = {
        "form": form,
        "contents": stage.contents,
        "steps": stage.progress(Step.EMAIL),
        "advice": stage.advice(request),
        "is_masked": stage.is_masked,
        "identify_url": stage.identify_url(Step.EMAIL),
        "go_on_url": reverse(stage.unfinished.url_name),
        "kept_days": settings.RETENTION_DAYS,
    }
    return render(request, "checkout/email.html", context, status=status)
