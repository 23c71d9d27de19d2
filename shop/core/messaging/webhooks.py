"""Where mail providers tell what became of mails: anymail's webhooks, there only with a secret."""

from collections.abc import Callable
from typing import Any

import structlog
from anymail import urls as anymail
from anymail.exceptions import AnymailConfigurationError, AnymailImproperlyInstalled
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

log = structlog.get_logger(__name__)


def _webhook(base: Any) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view ``base`` of anymail, made for strangers who try it and providers who err."""

    class Webhook(base):
        def parse_events(self, request: HttpRequest) -> list[Any]:
            """Take what nobody understands, once the secret is right: else it is sent for days."""
            try:
                return list(super().parse_events(request))
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                # Without a traceback, which may hold addresses.
                what = {"source": self.esp_name, "error": type(error).__name__}
                log.error("feedback_not_understood", **what)  # noqa: TRY400
                return []

    anymails = Webhook.as_view()

    @csrf_exempt  # a provider has no cookie; the secret does
    def webhook(request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = anymails(request)
        except (AnymailConfigurationError, AnymailImproperlyInstalled) as error:
            # Not the shop's provider, or it lacks a key: its owner finds here what is missing.
            log.warning("feedback_not_set_up", source=base.esp_name, why=str(error))
            raise Http404 from None
        return response

    return webhook


urlpatterns = [
    path(str(each.pattern), _webhook(each.callback.view_class), name=each.name)
    for each in anymail.urlpatterns
    if each.name.endswith("_tracking_webhook")  # nobody writes to the shop by a webhook
]
