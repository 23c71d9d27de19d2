import pytest
from django.http import HttpResponse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from shop.core import rate_limits
from shop.core.rate_limits import limited

pytestmark = pytest.mark.cache


@pytest.fixture
def view(settings):
    settings.TEST_LIMIT = "2/minute"
    rate_limits._limiter.cache_clear()
    return limited("TEST_LIMIT")(lambda _request: HttpResponse("ok"))


def test_who_comes_too_often_is_told_when_to_come_back(view, rf, clock, monkeypatch):
    # In memory, whatever the cache is: Redis has a clock of its own, which no test can set.
    limiter = FixedWindowRateLimiter(MemoryStorage())
    monkeypatch.setattr(rate_limits, "_limiter", lambda: limiter)
    answers = [view(rf.get("/")) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    clock.shift(61)
    assert view(rf.get("/")).status_code == 200


def test_each_address_has_its_own_count(view, rf):
    for number in range(4):
        assert view(rf.get("/", REMOTE_ADDR=f"192.0.2.{number}")).status_code == 200


@pytest.mark.parametrize(("proxies", "status"), [(0, 200), (1, 429)])
def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(
    view, rf, settings, proxies, status
):
    """Without a proxy anybody can write the header; behind one, the last entry is the proxy's."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    view(rf.get("/"))
    for number in range(2):
        view(
            rf.get(
                "/", REMOTE_ADDR=f"192.0.2.{number}", HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.1"
            )
        )
    last = rf.get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="7.7.7.7, 198.51.100.1")
    assert view(last).status_code == status


def test_no_limit_when_the_setting_is_empty(view, rf, settings):
    settings.TEST_LIMIT = ""
    assert {view(rf.get("/")).status_code for _ in range(10)} == {200}


def test_a_broken_store_blocks_nobody(view, rf, monkeypatch):
    def broken():
        raise ConnectionError

    monkeypatch.setattr(rate_limits, "_limiter", broken)
    assert {view(rf.get("/")).status_code for _ in range(10)} == {200}
