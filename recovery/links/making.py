"""Makes links. The secret goes into the mail and nowhere else; the database has its hash."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from recovery.models import Episode, Link, LinkPurpose
from shop.core import clock
from shop.core.tokens import new_token

_OPENS_FOR = {
    LinkPurpose.RESUME: timedelta(days=settings.RESUME_LINK_DAYS),
    LinkPurpose.OWN: timedelta(hours=1),  # it shows personal data
}
# To stop is possible for good, to ask why as long as the ledger is kept.
_ROUTES = {
    LinkPurpose.RESUME: "resume",
    LinkPurpose.OWN: "resume",
    LinkPurpose.STOP: "stop",
    LinkPurpose.WHY: "why",
}


def make_links(episode: Episode, *purposes: LinkPurpose) -> list[str]:
    """Return a new absolute address for each of ``purposes``, in their order."""
    return links_to_all([episode], *purposes)[episode.pk]


def links_to_all(episodes: Iterable[Episode], *purposes: LinkPurpose) -> Mapping[int, list[str]]:
    """Return the same for each episode by its key, with one query for all of them."""
    now, rows, addresses = clock.now(), [], defaultdict(list)
    for episode in episodes:
        for purpose in purposes:
            token = new_token()
            rows.append(_link(episode, purpose, token.digest, now))
            path = reverse(_ROUTES[purpose], args=[token.secret])
            addresses[episode.pk].append(settings.BASE_URL + path)
    Link.objects.bulk_create(rows)
    return addresses


def _link(episode: Episode, purpose: LinkPurpose, digest: str, now: datetime) -> Link:
    opens_for = _OPENS_FOR.get(purpose)
    return Link(
        episode=episode,
        purpose=purpose,
        digest=digest,
        created_at=now,
        expires_at=now + opens_for if opens_for else None,
    )
