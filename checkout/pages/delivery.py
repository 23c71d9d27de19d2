"""Step three: how it travels. The price beside the choice is the price that is charged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cart.changing import Closed, InUse
from checkout.addresses.writing import written
from checkout.models import Step
from checkout.orders.starting import choose_delivery
from checkout.pages.forms import ChoiceOfDelivery
from checkout.pages.steps import Stage, codes_of, not_now, step
from shop.core.countries import country_name


@step(Step.DELIVERY)
def delivery(request: HttpRequest, stage: Stage) -> HttpResponse:
    methods = [offer.method_id for offer in stage.contents.offers]
    if request.method != "POST":
        return _page(request, stage, ChoiceOfDelivery(methods=methods))
    form = ChoiceOfDelivery(request.POST, methods=methods)
    if not form.is_valid():
        stage.record_errors(Step.DELIVERY, codes_of(form.errors))
        return _page(request, stage, form, status=422)
    try:
        choose_delivery(order=stage.begun, method_id=form.cleaned_data["method"])
    except (Closed, InUse) as refusal:
        return not_now(request, refusal)
    return redirect(Step.PAYMENT.url_name)


def _page(
    request: HttpRequest, stage: Stage, form: ChoiceOfDelivery, *, status: int = 200
) -> HttpResponse:
    address = stage.delivery_address
    context = {
        "form": form,
        "chosen": stage.contents.offer,
        "address": written(address) if address else "",
        "is_masked": stage.is_masked,
        "identify_url": stage.identify_url(Step.DELIVERY),
        "country": country_name(stage.contents.country),
        "contents": stage.contents,
        "steps": stage.progress(Step.DELIVERY),
        "advice": stage.advice(request),
    }
    return render(request, "checkout/delivery.html", context, status=status)
