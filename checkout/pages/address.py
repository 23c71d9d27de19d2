"""Step two: where it goes, and where the bill goes if not there. The country comes first."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.db.models import CharField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cart import delivery
from cart.changing import Closed, InUse
from checkout.addresses.business import BusinessForm, asks_vat_number
from checkout.addresses.forms import ADDRESS_FIELDS, AddressForm
from checkout.models import Address, AddressKind, Step
from checkout.orders.reading import addresses_in_words
from checkout.orders.starting import keep_typed, save_addresses
from checkout.pages.steps import Stage, codes_of, not_now, step
from shop.core.countries import country_choices, country_name

SAME = "billing-same"
_LONGEST = {
    field.name: field.max_length
    for field in Address._meta.fields  # noqa: SLF001 - the documented name
    if isinstance(field, CharField)
}


@step(Step.ADDRESS)
def address(request: HttpRequest, stage: Stage) -> HttpResponse:
    if stage.is_masked and stage.delivery_address:
        return _hidden(request, stage)
    if request.method != "POST":
        return _page(request, stage, _forms(stage, None), is_same=_is_same(stage))
    return _posted(request, stage)


def _posted(request: HttpRequest, stage: Stage) -> HttpResponse:
    is_same = SAME in request.POST
    forms = _forms(stage, request.POST)
    if "refresh" in request.POST:  # another country, or the box ticked off: nothing is saved
        unbound = _forms(stage, request.POST, is_bound=False)
        return _page(request, stage, unbound, is_same=is_same)
    asked = {
        kind: form for kind, form in forms.items() if kind == AddressKind.DELIVERY or not is_same
    }
    if not is_same and not any(name.startswith("billing-n") for name in request.POST):
        # The box was ticked off without a script: now ask for the other address.
        unbound = _forms(stage, request.POST, is_bound=False)
        return _page(request, stage, unbound, is_same=False)
    business = _business(stage, forms, request.POST, is_same=is_same)
    if not all([form.is_valid() for form in (*asked.values(), business)]):  # noqa: C419 - all are to be checked
        _record_mistakes(stage, asked, business)
        return _page(request, stage, forms, is_same=is_same, business=business, status=422)
    try:
        save_addresses(
            order=stage.begun,
            addresses={kind: form.address() for kind, form in asked.items()},
            vat_number=business.cleaned_data["vat_number"],
            wants_sms=forms[AddressKind.DELIVERY].cleaned_data.get("wants_sms", False),
        )
    except (Closed, InUse) as refusal:
        return not_now(request, refusal)
    return redirect(Step.DELIVERY.url_name)


def _record_mistakes(
    stage: Stage, asked: Mapping[AddressKind, AddressForm], business: BusinessForm
) -> None:
    mistakes = codes_of(business.errors)
    for kind, form in asked.items():
        mistakes |= {f"{kind}-{name}": codes for name, codes in codes_of(form.errors).items()}
    stage.record_errors(Step.ADDRESS, mistakes)


@step(Step.ADDRESS)
def keep(request: HttpRequest, stage: Stage) -> HttpResponse:
    """Keep what is being typed, and say so beside it; only for who ticked the box (S6.1)."""
    if request.method != "POST":
        return redirect(Step.ADDRESS.url_name)
    kinds = [AddressKind.DELIVERY] if SAME in request.POST else list(AddressKind)
    kept = [
        keep_typed(order=stage.begun, kind=kind, fields=_typed(request.POST, kind))
        for kind in kinds
        if _keeps_typed(stage) and _is_country(request.POST.get(f"{kind}-country", ""))
    ]
    return render(request, "checkout/kept.html", {"is_kept": any(kept)})


def _hidden(request: HttpRequest, stage: Stage) -> HttpResponse:
    """Lead a masked visitor on: the address that is there is neither shown in full nor replaced."""
    if request.method == "POST":
        messages.info(request, _("This order has its address already."))
        return redirect(Step.DELIVERY.url_name)
    known = addresses_in_words(stage.begun, stage.addresses.values())
    context = {
        **known,
        "identify_url": stage.identify_url(Step.ADDRESS),
        "contents": stage.contents,
        "steps": stage.progress(Step.ADDRESS),
    }
    return render(request, "checkout/address_hidden.html", context)


def _keeps_typed(stage: Stage) -> bool:
    """Tell whether to keep what is being typed: the owner agreed to it, for themselves alone.

    What a masked visitor types would replace what the owner typed, and show it to the owner.
    """
    return stage.begun.wants_reminders and not stage.is_masked


def _is_country(code: str) -> bool:
    return country_name(code) != code


def _typed(posted: QueryDict, kind: AddressKind) -> dict[str, str]:
    """Return the columns of an address as far as they were typed and fit."""
    typed = {name: posted.get(f"{kind}-{name}", "") for name in ADDRESS_FIELDS}
    return {name: text.replace("\0", "").strip()[: _LONGEST[name]] for name, text in typed.items()}


def _is_same(stage: Stage) -> bool:
    return stage.order is None or stage.is_masked or not stage.order.is_billed_elsewhere


def _forms(
    stage: Stage, posted: QueryDict | None, *, is_bound: bool = True
) -> dict[AddressKind, AddressForm]:
    """Return both forms: bound to what was posted, or only filled with it when not ``is_bound``."""
    reached = delivery.countries(stage.contents.rates)
    known = {} if stage.is_masked else stage.addresses
    return {
        kind: _form(
            known.get(kind),
            posted,
            kind=kind,
            countries=country_choices(reached if kind == AddressKind.DELIVERY else None),
            estimated=stage.contents.country,
            sms=_sms(stage),
            is_bound=is_bound,
        )
        for kind in AddressKind
    }


def _sms(stage: Stage) -> bool | None:
    """Return whether the box of SMS is ticked: never for anybody; None where there is none (P1).

    Who is masked is not whose reminders they would be.
    """
    if not settings.SMS_URLS or stage.is_masked:
        return None
    return stage.begun.wants_sms


def _form(
    known: Address | None,
    posted: QueryDict | None,
    *,
    kind: AddressKind,
    countries: list[tuple[str, str]],
    estimated: str,
    sms: bool | None,
    is_bound: bool,
) -> AddressForm:
    filled: Mapping[str, object] = (
        {name.removeprefix(f"{kind}-"): value for name, value in posted.items()}
        if posted is not None
        else {field.name: getattr(known, field.attname) for field in known._meta.fields}  # noqa: SLF001 - the documented name
        if known
        else {}
    )
    return AddressForm(
        posted if posted is not None and is_bound else None,
        initial={"wants_sms": sms if posted is None else False, **filled},
        prefix=str(kind),
        country=_country(str(filled.get("country", "")), countries, estimated),
        countries=countries,
        section="shipping" if kind == AddressKind.DELIVERY else "billing",
        asks_phone=kind == AddressKind.DELIVERY,
        asks_sms=kind == AddressKind.DELIVERY and sms is not None,
        auto_id="id_%s",
        use_required_attribute=kind == AddressKind.DELIVERY,
    )


def _business(
    stage: Stage,
    forms: Mapping[AddressKind, AddressForm],
    posted: QueryDict | None,
    *,
    is_same: bool,
) -> BusinessForm:
    """Return the form of the VAT number; unbound, it is filled with what was typed or is known.

    A shop that does not ask for one hears of none.
    """
    known = "" if stage.is_masked else stage.begun.vat_number
    kind = AddressKind.DELIVERY if is_same else AddressKind.BILLING
    given = posted if asks_vat_number() else QueryDict()
    return BusinessForm(
        given if forms[kind].is_bound else None,
        initial={"vat_number": posted.get("vat_number", "") if posted else known},
        country=forms[kind].country,
    )


def _country(asked: str, countries: list[tuple[str, str]], estimated: str) -> str:
    """Return the country to make the form for: the one asked for, that of the estimate in the cart,
    home, or the first there is.
    """
    codes = [code for code, _name in countries]
    known = (code for code in (asked, estimated, settings.COUNTRY) if code in codes)
    return next(known, codes[0] if codes else settings.COUNTRY)


def _page(
    request: HttpRequest,
    stage: Stage,
    forms: dict[AddressKind, AddressForm],
    *,
    is_same: bool,
    business: BusinessForm | None = None,
    status: int = 200,
) -> HttpResponse:
    business = business or _business(stage, forms, request.POST or None, is_same=is_same)
    context = {
        "delivery": forms[AddressKind.DELIVERY],
        "billing": forms[AddressKind.BILLING],
        "is_same": is_same,
        "business": business if asks_vat_number() else None,
        "has_number": bool(business["vat_number"].value()),
        "keeps_typed": _keeps_typed(stage),
        "is_masked": stage.is_masked,
        "identify_url": stage.identify_url(Step.ADDRESS),
        "contents": stage.contents,
        "steps": stage.progress(Step.ADDRESS),
        "advice": stage.advice(request),
    }
    return render(request, "checkout/address.html", context, status=status)
