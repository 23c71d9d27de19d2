"""How Stripe is asked: by its own client, with short patience, and with few ways to fail.

A server that only behaves like Stripe (``STRIPE_API_BASE``) may know less than Stripe. What it
refuses is asked once more in plain words, where there are any; Stripe itself never is.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import stripe
import structlog
from django.conf import settings

from checkout.gateways import calling, interface
from checkout.gateways.interface import Unreachable
from checkout.gateways.stripe.declines import payment_error

log = structlog.get_logger(__name__)

# Stripe answers in this one, whatever the account is set to: the one of the client at hand when
# this was written. Stripe keeps answering in it when the client is newer.
API_VERSION = "2026-10-28.endive"
RETRIES = 1  # under the same Idempotency-Key; of what got no answer, or was answered by a 5xx

Asked = dict[str, Any]
Call = Callable[[Any], Any]


class Refused(interface.Refused):
    """Stripe understood, and does not do it; ``words`` say why, for staff."""

    def __init__(self, words: str) -> None:
        super().__init__("stripe")
        self.words = words


class Garbage(Unreachable, ValueError):
    """An answer, or a notification, that makes no sense."""


class Declined(Exception):
    """The card was declined; ``error`` is a PaymentError."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def ask(call: Call, *, plainly: Call | None = None) -> Asked:
    """Return what Stripe answers to ``call``, which is given its services.

    ``plainly`` asks for less, of a server that refuses the whole. Raises Declined, Refused,
    Unreachable.
    """
    try:
        answer = _tried(call)
    except Refused:
        if plainly is None or is_stripe():
            raise
        answer = _tried(plainly)
    try:
        found: Asked = answer.to_dict()
    except (AttributeError, TypeError):
        log.warning("stripe_garbage", kind=type(answer).__name__)
        raise Garbage from None
    return found


def ask_all(call: Call) -> list[Asked]:
    """Return all that a list of Stripe's holds, on however many pages. Raises as ``ask`` does."""

    def pages(services: Any) -> Iterable[Any]:
        return [each.to_dict() for each in call(services).auto_paging_iter()]

    found: list[Asked] = _tried(pages)
    return found


def is_stripe() -> bool:
    """Tell whether it is Stripe itself that is asked, not a server that behaves like it."""
    return str(urlsplit(settings.STRIPE_API_BASE).hostname).endswith(".stripe.com")


def _tried(call: Call) -> Any:
    try:
        return call(
            _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, calling.PATIENCE).v1
        )
    except stripe.CardError as error:
        raise Declined(payment_error(_details(error))) from None
    except stripe.InvalidRequestError as error:
        # Its words may quote what was sent; they are for staff, who need them, not for the log.
        log.info("stripe_refused", code=error.code, param=error.param, request=error.request_id)
        raise Refused(error.user_message or error.code or "") from None
    except stripe.StripeError as error:
        kind, status = type(error).__name__, error.http_status
        log.warning("stripe_failed", why=kind, status=status, request=error.request_id)
        raise Unreachable(kind) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.warning("stripe_garbage", why=type(error).__name__)
        raise Garbage from None


def _details(error: stripe.CardError) -> Asked:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    found: Asked = body.get("error") or {}
    return found


@lru_cache(maxsize=4)
def _client(key: str, base: str, patience: float) -> stripe.StripeClient:
    """Return a client; it keeps its connections, one for each thread."""
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=patience),
        max_network_retries=RETRIES,
    )
