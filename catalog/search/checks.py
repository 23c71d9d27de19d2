"""What Django's own system checks cannot know about the search: ``check --database default``."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - its name

from catalog.search.tending import count_outdated


@register(Tags.database)
def words_of_this_version(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Tell of products whose words an earlier version wrote: they are found, in its order."""
    count = count_outdated() if databases else 0
    if not count:
        return []
    return [
        Warning(
            f"{count} products are found by words that an earlier version of the shop wrote.",
            hint="The workers write them anew, 5,000 an hour; `manage.py rebuild_search` does it "
            "now, while the shop runs.",
            id="panier.W006",
        )
    ]
