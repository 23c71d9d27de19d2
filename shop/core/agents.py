"""Which visitors are programs that say so: search engines, shopping robots, monitoring (pitfall R12).

They are never refused anything. They are only left out where people are counted and written to. Whoever
says nothing, or lies, counts as a person.
"""

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.http import HttpRequest

_LONGEST = 400  # characters; browsers have up to 300, and the answers are kept
_list = CrawlerDetect()


def is_agent(request: HttpRequest) -> bool:
    """Tell whether a known program asks, by its User-Agent. Answers are remembered: a µs each."""
    said = request.headers.get("User-Agent", "")[:_LONGEST]
    if any(part in said for part in settings.COUNTED_AGENTS):
        return False
    return bool(_list.is_crawler(said))
