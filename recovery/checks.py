"""What Django's own system checks cannot know about recovery."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - its name
from django.utils.translation import override

from recovery.links.making import dead_links
from recovery.models import Depth, LinkPurpose
from recovery.reminding.texts import composed
from shop.core.messaging.sms.segments import fits_one


@register(Tags.security, deploy=True)
def one_segment(**_kwargs: Any) -> list[CheckMessage]:
    """Tell of SMS that would cost twice, or come without the shop's name: the address is too long."""
    if not settings.SMS_URLS:
        return []
    (link,) = dead_links(LinkPurpose.TEXT)
    texts = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.append(composed(link, Depth.PAYMENT))
    if all(fits_one(text) and text.partition(link)[0] for text in texts):
        return []
    return [
        Warning(
            "BASE_URL leaves an SMS no room for more than the link.",
            hint="Of 160 characters the link takes the length of BASE_URL and 47; a shorter name of "
            "the domain makes room.",
            id="panier.W005",
        )
    ]
