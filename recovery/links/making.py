"""Makes links. The secret goes into the mail and nowhere else; the database has its hash."""

from datetime import timedelta

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
    now, rows, addresses = clock.now(), [], []
    for purpose in purposes:
        token, opens_for = new_token(), _OPENS_FOR.get(purpose)
        rows.append(
            Link(
                episode=episode,
                purpose=purpose,
                digest=token.digest,
                created_at=now,
                expires_at=now + opens_for if opens_for else None,
            )
        )
        addresses.append(settings.BASE_URL + reverse(_ROUTES[purpose], args=[token.secret]))
    Link.objects.bulk_create(rows)
    return addresses
