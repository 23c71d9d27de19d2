"""A test of a wording: the mail, sent to whoever writes it and nobody else."""

import uuid
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from recovery.models import Episode, Occasion, Wording
from recovery.wording.trying import tried
from recovery.wording.words import Words
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.rendering import Mail, NothingToSay, renders
from shop.core.users.models import User

WORDING_TEST = "recovery.wording_test"


def send_test(*, wording: Wording, words: Words, episode: Episode | None, to: User) -> Message:
    """Send what ``words`` make to the address of ``to``; at night too, since somebody waits for it."""
    return enqueue(
        kind=WORDING_TEST,
        about=f"wording:{wording.pk}:{uuid.uuid4()}",
        message_class=MessageClass.SERVICE,
        recipient=to.email,
        language=wording.language,
        facts={
            "occasion": wording.occasion,
            "words": words.as_dict(),
            "episode": episode.pk if episode else None,
        },
    )


@renders(WORDING_TEST)
def wording_test(message: Message) -> Mail:
    """Write it as a reminder would be written, about the same cart; its links open nothing."""
    facts = message.facts
    if "words" not in facts:  # erased
        raise NothingToSay
    episode = Episode.objects.filter(pk=facts["episode"]).first()
    words = Words(**facts["words"])
    marked = replace(words, subject=_("Test: %(subject)s") % {"subject": words.subject})
    mail = tried(Occasion(facts["occasion"]), marked, episode)
    # It leaves by the shop's own way, which need not be allowed to write as who reminds.
    return replace(mail, sender=settings.CARE_EMAIL)
