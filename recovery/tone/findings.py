"""What may be wrong with a reminder, why that is so, and what would be right."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Rule(Enum):
    """The rules of tone. The value says, to whoever writes, why it is one and what to write instead."""

    HELP_FIRST = _(
        "The first lines offer no help. People read on when the mail begins with what you can do for"
        " them: ask whether something got in the way, or say what you will look up."
    )
    ONE_MAIN_LINK = _(
        "There must be one button, in the text as well: the way back. Whoever has to choose between"
        " several things to press mostly presses none."
    )
    STOP_LINK = _(
        "The way to stop such mails is missing, as a link or as the mail program's own button. The law"
        " asks for it, and who cannot find it marks the mail as spam."
    )
    DISCOUNT = _(
        "It promises a discount. Whoever gets one for leaving learns to leave, and whoever paid the"
        " full price feels cheated. Say what you can help with instead."
    )
    COUNTDOWN = _(
        "It sets a deadline. The cart is kept, so the hurry is made up. Say that it is kept, and that"
        " there is time."
    )
    SCARCITY = _(
        "It says how little is left, or how many want it. Words that are written now cannot be true"
        " when they are read. Leave it out: the list shows what can be bought at the moment of sending."
    )
    BLAME = _(
        "It says that the reader did something wrong, or makes them feel guilty. Mostly it was the shop"
        " that stood in the way: ask what did."
    )
    PRESSURE = _(
        "It gives orders, or shouts. Ask, in a calm sentence: at most one exclamation mark, and no words"
        " in capitals."
    )
    DISGUISE = _(
        "It pretends to be an answer, or lets nobody answer. A mail from a person says what it is, and"
        " is answered by a person."
    )
    ELSEWHERE = _(
        "It loads or leads to something that is not this shop's. Pictures from elsewhere tell others who"
        " reads the mail, and links to other places look like a trick."
    )
    LONG_SUBJECT = _("The subject has more than 60 characters: a telephone cuts it off.")

    @property
    def explanation(self) -> str:
        words: str | Promise = self.value
        return str(words)

    @property
    def is_binding(self) -> bool:
        """Whether a mail must not go as long as this is found; the others are advice."""
        return self is not Rule.LONG_SUBJECT


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``excerpt`` is the words at fault, as they stand; empty for what is missing."""

    rule: Rule
    excerpt: str = ""
