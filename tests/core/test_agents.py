import pytest
from django.test import RequestFactory

from shop.core.agents import is_agent

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CUBOT = (
    "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko)"  # a phone
)
CHROME = f"{_WINDOWS} Chrome/142.0.0.0 Safari/537.36"
STOREBOT = (
    "Mozilla/5.0 (X11; Linux x86_64; Storebot-Google/1.0) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/79.0.3945.88 Safari/537.36"
)
HEADLESS = f"{_LINUX} HeadlessChrome/142.0.0.0 Safari/537.36"


def asks(agent):
    return is_agent(RequestFactory().get("/", headers={"user-agent": agent}))


@pytest.mark.parametrize(
    "agent",
    [
        STOREBOT,
        HEADLESS,
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        f"{_LINUX} Chrome/109 Safari/537.36 Chrome-Lighthouse",
        "python-requests/2.32.3",
        "curl/8.5.0",
    ],
)
def test_programs_that_say_so_are_known(settings, agent):
    settings.COUNTED_AGENTS = []
    assert asks(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        CHROME,
        f"{CHROME} Edg/142.0.0.0",
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        f"{_IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
        f"{_IPHONE} Mobile/15E148 Instagram 331.0.0.28.88 (iPhone14,5; iOS 17_5; fr_FR; fr)",
        f"{_IPHONE} GSA/320.0.64 Mobile/15E148 Safari/604.1",
        f"{_CUBOT} Chrome/120.0.0.0 Mobile Safari/537.36",
        "x" * 9000,
    ],
)
def test_people_are_not_taken_for_programs(settings, agent):
    settings.COUNTED_AGENTS = []
    assert not asks(agent)


def test_ones_own_tests_may_count_as_shoppers(settings):
    settings.COUNTED_AGENTS = ["HeadlessChrome"]
    assert not asks(HEADLESS)
    assert asks(STOREBOT)
