"""Makes links. The secret goes into the mail and nowhere else; the database has its hash."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from recovery.models import CartLink, Episode, Link, LinkPurpose
from shop.core import clock
from shop.core.rows.writing import insert, new
from shop.core.tokens import new_token

_OPENS_FOR = {
    LinkPurpose.RESUME: timedelta(days=settings.RESUME_LINK_DAYS),
    LinkPurpose.TEXT: timedelta(days=settings.RESUME_LINK_DAYS),
    LinkPurpose.OWN: timedelta(hours=1),  # it shows personal data
}
# To stop is possible for good, to ask why as long as the ledger is kept.
_ROUTES = {
    LinkPurpose.RESUME: "resume",
    LinkPurpose.TEXT: "resume",
    LinkPurpose.OWN: "resume",
    LinkPurpose.STOP: "stop",
    LinkPurpose.WHY: "why",
}
_SECRET = "0" * 43  # the form of a secret, and none


def make_links(episode: Episode, *purposes: LinkPurpose) -> list[str]:
    """Return a new absolute address for each of ``purposes``, in their order."""
    return links_to_all([episode], *purposes)[episode.pk]


def links_to_all(episodes: Iterable[Episode], *purposes: LinkPurpose) -> Mapping[int, list[str]]:
    """Return the same for each episode by its key, with one query for all of them."""
    now, rows, addresses = clock.now(), [], defaultdict(list)
    routes = [(purpose, _address(purpose)) for purpose in purposes]
    for episode in episodes:
        for purpose, address in routes:
            token = new_token()
            rows.append(_link(episode, purpose, token.digest, now))
            addresses[episode.pk].append(address.replace(_SECRET, token.secret))
    insert(rows)
    return addresses


def cart_links(cart_ids: Iterable[int]) -> list[str]:
    """Return a new absolute address for each cart, in their order: one query for all of them."""
    now, rows, addresses = clock.now(), [], []
    expires_at = now + _OPENS_FOR[LinkPurpose.RESUME]
    for cart_id in cart_ids:
        token = new_token()
        rows.append(
            new(
                CartLink,
                cart_id=cart_id,
                digest=token.digest,
                created_at=now,
                expires_at=expires_at,
            )
        )
        addresses.append(_address(LinkPurpose.RESUME).replace(_SECRET, token.secret))
    insert(rows)
    return addresses


def dead_links(*purposes: LinkPurpose) -> list[str]:
    """Return addresses of the same form and length that open nothing."""
    return [_address(purpose) for purpose in purposes]


def _address(purpose: LinkPurpose) -> str:
    """Return the absolute address of links for ``purpose``, with ``_SECRET`` for the secret."""
    return f"{settings.BASE_URL}{reverse(_ROUTES[purpose], args=[_SECRET])}"


def _link(episode: Episode, purpose: LinkPurpose, digest: str, now: datetime) -> Link:
    opens_for = _OPENS_FOR.get(purpose)
    return new(
        Link,
        episode_id=episode.pk,
        purpose=purpose,
        digest=digest,
        created_at=now,
        expires_at=now + opens_for if opens_for else None,
    )
