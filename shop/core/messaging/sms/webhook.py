"""``/sms/inbound/``: where the SMS service tells what people answer; there only with a secret."""

import base64
import json
from secrets import compare_digest

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.core.messaging.sms.answers import hear

log = structlog.get_logger(__name__)


@csrf_exempt  # a service has no cookie; the secret does
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """Take what is understood and what is not, once the secret is right: else it is sent for days."""
    if not _knows_secret(request.headers.get("Authorization", "")):
        refused = HttpResponse(status=401)
        refused["WWW-Authenticate"] = 'Basic realm="sms"'
        return refused
    hear(_told(request))
    return HttpResponse(status=204)


def _knows_secret(header: str) -> bool:
    """RFC 7617: the secret stands in the address that the service is given, ``name:secret@``."""
    kind, _, credentials = header.partition(" ")
    try:
        given = base64.b64decode(credentials, validate=True)
    except ValueError:
        return False
    known = [compare_digest(given, each.encode()) for each in settings.SMS_INBOUND_SECRET]
    return kind.lower() == "basic" and any(known)


def _told(request: HttpRequest) -> dict[str, object]:
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        log.error("sms_answer_not_understood")
        return {}
    return told


urlpatterns = [path("inbound/", inbound, name="sms_inbound")]
