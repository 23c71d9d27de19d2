"""Signs as Standard Webhooks asks: https://www.standardwebhooks.com/."""

import secrets
from base64 import b64encode
from datetime import datetime

from standardwebhooks import Webhook

from recovery.models import WebhookDelivery

_BYTES = 32  # of a secret; the standard asks for 24 to 64


def new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(_BYTES)).decode()}"


def headers(delivery: WebhookDelivery, *, at: datetime) -> dict[str, str]:
    """Return the headers of an attempt made ``at`` a moment; the number is that of every attempt.

    While the receiver changes over from a former secret both sign.
    """
    endpoint = delivery.endpoint
    signatures = [
        Webhook(secret).sign(delivery.event_id, at, delivery.body)
        for secret in (endpoint.secret, endpoint.former_secret)
        if secret
    ]
    return {
        "content-type": "application/json",
        "user-agent": "Panier",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
