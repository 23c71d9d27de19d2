import json
import logging

import pytest
import structlog
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch, path

from shop.core.logs import RequestLogMiddleware, RouteForPath, logging_config


def secret_page(request, token):
    return HttpResponse("ok")


urlpatterns = [path("r/<str:token>/", secret_page)]


@pytest.mark.urls(__name__)
def test_a_request_is_logged_by_its_route_never_by_its_path(client, caplog):
    client.get("/r/the-secret/?q=my+illness")
    line = next(r.getMessage() for r in caplog.records if r.name == "request")
    assert "'route': 'r/<str:token>/'" in line
    assert "'status': 200" in line
    assert not any(
        "the-secret" in r.getMessage() or "illness" in r.getMessage() for r in caplog.records
    )


def test_a_line_of_django_has_the_route_and_not_the_path(rf, settings):
    request = rf.post("/r/the-secret/")
    request.resolver_match = ResolverMatch(secret_page, (), {}, route="r/<str:token>/")
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 0, "%s: %s", ("Forbidden", request.path), None
    )
    record.request = request
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["route"]
    assert RouteForPath().filter(record)
    assert record.getMessage() == "Forbidden: r/<str:token>/"


def test_a_path_that_django_has_escaped_is_no_path_either(rf):
    """Django writes what is not ASCII in its own way, so that it is not the path of the request."""
    request = rf.post("/r/the-secret…/")
    request.resolver_match = ResolverMatch(secret_page, (), {}, route="r/<str:token>/")
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 0, "%s", ("/r/the-secret\\u2026/",), None
    )
    record.request = request
    assert RouteForPath().filter(record)
    assert record.getMessage() == "r/<str:token>/"


def test_a_request_that_fails_leaves_no_id_behind():
    def fail(_request):
        raise Http404

    with pytest.raises(Http404):
        RequestLogMiddleware(fail)(RequestFactory().get("/"))
    assert structlog.contextvars.get_contextvars() == {}


@pytest.fixture
def formatter():
    settings = logging_config(level="INFO", as_json=True)["formatters"]["structlog"]
    return structlog.stdlib.ProcessorFormatter(
        **{key: value for key, value in settings.items() if key != "()"}
    )


def test_an_address_in_a_line_of_any_library_is_masked(formatter):
    record = logging.LogRecord(
        "smtplib", logging.WARNING, "", 0, "refused: %s", ("<jane@example.com>",), None
    )
    line = formatter.format(record)
    assert json.loads(line)["event"] == "refused: <j•••@e•••.com>"


def test_an_address_in_a_traceback_is_masked(formatter):
    import sys

    try:
        raise ValueError("jane@example.com")  # noqa: EM101
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "jane" not in formatter.format(record)


def test_configured_loggers_do_not_repeat_the_path():
    loggers = logging_config(level="INFO", as_json=False)["loggers"]
    assert loggers["django.request"]["level"] == "ERROR"
