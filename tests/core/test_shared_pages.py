import pytest
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import override

from shop.core.shared_pages import shared_page

pytestmark = pytest.mark.cache


@pytest.fixture
def pages():
    """Makes a new page at each call, so that a page given twice shows."""

    class Maker:
        made = 0

        def __call__(self):
            self.made += 1
            return HttpResponse(f"page {self.made}")

    return Maker()


def body(request, make, query=""):
    return shared_page(request, query=query, make=make).content


def test_strangers_share_a_page(rf, pages):
    assert [body(rf.get("/"), pages) for _ in range(2)] == [b"page 1", b"page 1"]


def test_each_address_and_each_language_has_its_own_page(rf, pages):
    with override("fr"):
        body(rf.get("/"), pages)
        assert body(rf.get("/c/x/"), pages) == b"page 2"
        assert body(rf.get("/"), pages, query="?page=2") == b"page 3"
    with override("en"):
        assert body(rf.get("/"), pages) == b"page 4"


def test_page_is_made_again_when_it_is_too_old(rf, pages, settings, monkeypatch):
    kept = {}
    monkeypatch.setattr(cache, "set", lambda key, _value, seconds: kept.update({key: seconds}))
    settings.SHARED_PAGE_SECONDS = 7
    body(rf.get("/"), pages)
    assert list(kept.values()) == [7]


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_visitor_who_may_be_known_gets_a_page_of_their_own(rf, pages, cookie):
    body(rf.get("/"), pages)
    request = rf.get("/")
    request.COOKIES[cookie] = "x"
    assert [body(request, pages) for _ in range(2)] == [b"page 2", b"page 3"]
    assert body(rf.get("/"), pages) == b"page 1"


def test_page_that_was_posted_to_is_not_shared(rf, pages):
    assert [body(rf.post("/"), pages) for _ in range(2)] == [b"page 1", b"page 2"]


def test_page_with_a_secret_is_never_kept(rf, pages):
    def with_form():
        get_token(request)
        return pages()

    request = rf.get("/")
    assert body(request, with_form) == b"page 1"
    assert body(rf.get("/"), pages) == b"page 2"


def test_page_with_a_cookie_is_never_kept(rf, pages):
    def with_cookie():
        response = pages()
        response.set_cookie("a", "b")
        return response

    assert [body(rf.get("/"), with_cookie) for _ in range(2)] == [b"page 1", b"page 2"]


def test_missing_page_is_not_kept(rf):
    def missing():
        raise Http404

    for _ in range(2):
        with pytest.raises(Http404):
            body(rf.get("/"), missing)


@pytest.mark.parametrize("broken", ["get", "set"])
def test_broken_cache_costs_no_page(rf, pages, monkeypatch, broken):
    def fail(*_args):
        raise ConnectionError

    monkeypatch.setattr(cache, broken, fail)
    assert [body(rf.get("/"), pages) for _ in range(2)] == [b"page 1", b"page 2"]
