"""The line between shop and bank: in one house here, so that the demo needs no network.

It is a line all the same. What goes over it is JSON, and it may break: tests cut it in ``carry``.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank.words import Words


def ask(question: Callable[..., Words], **said: Any) -> Words:
    """Return what the bank answers to a ``question`` of its counter. Raises Unreachable."""
    try:
        status, body = carry(question, said)
        if status != HTTPStatus.OK:
            raise Unreachable(status)
        answer = json.loads(body)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise Unreachable from error
    if not isinstance(answer, dict):
        raise Unreachable
    return answer


def carry(question: Callable[..., Words], said: dict[str, Any]) -> tuple[int, bytes]:
    """Bring a question to the bank, and status and body of its answer back."""
    return HTTPStatus.OK, json.dumps(question(**said)).encode()
