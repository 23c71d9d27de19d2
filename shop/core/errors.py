"""The pages for what went wrong. Each says what happened and what to do; none needs the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class RefuseNullCharacters:
    """Answer 400 to a NUL in an address of the administration.

    Its filters hand parameters to the database as they are, and PostgreSQL cannot compare a NUL.
    The shop's own pages read their parameters with forms.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META["QUERY_STRING"] and request.path.startswith("/admin/"):
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret did not match: most often cookies are off or the page was old."""
    return render(request, "errors/403_form.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """Answer a visitor over a rate limit; ``retry_after`` is in seconds."""
    response = render(request, "errors/429.html", {"retry_after": retry_after}, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)
