"""Whether the ways to pay that the settings name can be used at all."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from checkout.gateways.interface import gateway


@register
def ways_to_pay_are_complete(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of a way to pay that does not exist, or lacks a setting.

    A gateway's module may have a function ``problems()`` that returns what is missing, in words.
    """
    return [
        Error(f"{code}: {problem}", hint="See .env.example and docs/payments.md.", id="panier.E001")
        for code in settings.GATEWAYS
        for problem in _problems(code)
    ]


def _problems(code: str) -> list[str]:
    try:
        module: Any = gateway(code)
    except (ImportError, RuntimeError) as error:  # of an app that is not installed
        return [f"this way to pay cannot be used: {error}"]
    found: list[str] = getattr(module, "problems", list)()
    return found
