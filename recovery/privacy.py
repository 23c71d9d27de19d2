"""What recovery keeps about people: episodes without a name, the ledger, links."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.models import UNORDERED, Cart
from cart.privacy import erase_carts
from recovery.episodes.ledger import entries
from recovery.models import (
    CartLink,
    Decision,
    Episode,
    Link,
    LinkPurpose,
    Reply,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookStep,
)
from shop.core.privacy.erasing import Outcome, erases_person
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.periods import days, logged_since, months, unfinished_since
from shop.core.privacy.processing import (
    Basis,
    Processing,
    Recipient,
    holds_nobody,
    oldest,
    register,
)
from shop.core.privacy.recipients import names_recipients
from shop.core.privacy.subject import Subject

_SHOPPERS = _("shoppers whose address is known, and who left something")


def expired_links(at: datetime) -> tuple[Q, Q]:
    """Return which links open nothing any more (``link_expired``), and which tell of a ledger that
    is gone (``link_why``). The one to stop is kept for good: it must work in the oldest mail.
    """
    return (
        Q(expires_at__isnull=False, expires_at__lt=unfinished_since(at)),
        Q(purpose=LinkPurpose.WHY, created_at__lt=logged_since(at)),
    )


def forget_links(*, at: datetime, limit: int) -> int:
    """Delete such links; return how many. Three searches, each by its index."""
    pks: list[int] = []
    for is_past in expired_links(at):
        pks += (
            Link.objects.filter(is_past).order_by().values_list("pk", flat=True)[: limit - len(pks)]
        )
    forgotten = Link.objects.filter(pk__in=pks).delete()[0] if pks else 0
    return forgotten + _forget_cart_links(at, limit - len(pks))


def _forget_cart_links(at: datetime, limit: int) -> int:
    """Delete those to carts that somebody had sent to an address (``cart_link_expired``)."""
    past = CartLink.objects.filter(expires_at__lt=unfinished_since(at)).order_by("expires_at")
    pks = list(past.values_list("pk", flat=True)[:limit])
    return CartLink.objects.filter(pk__in=pks).delete()[0] if pks else 0


def forget_ledger(*, at: datetime, limit: int) -> int:
    return oldest(Decision, "at", before=logged_since(at), limit=limit)


def forget_replies(*, at: datetime, limit: int) -> int:
    return oldest(Reply, "written_at", before=logged_since(at), limit=limit)


def forget_webhooks(*, at: datetime, limit: int) -> int:
    """Delete the oldest deliveries with their steps; return how many deliveries."""
    first = WebhookDelivery.objects.order_by("pk").values_list("pk", "created_at")[:limit]
    past = [pk for pk, created_at in first if created_at < logged_since(at)]
    WebhookStep.objects.filter(delivery__in=past).delete()
    return WebhookDelivery.objects.filter(pk__in=past).delete()[0] if past else 0


register(
    Processing(
        key="recovery.episodes",
        name=_("Visits that were left"),
        models=("recovery.Episode", "recovery.Reminder", "recovery.Alert", "recovery.Wake"),
        people=_SHOPPERS,
        data=_(
            "when, at which step and for what reason a visit was left, likely or chosen from a list, its"
            " value, which reminders were planned, and which product was looked at, as long as that is"
            " remembered"
        ),
        why=_("to help those who want it, and to measure whether it helps"),
        basis=Basis.INTEREST,
        period=lambda: _(
            "numbers, for good, with a keyed hash; whose cart it was goes with cart and order"
        ),
        survives=_("Numbers and a keyed hash, for statistics: no name, no address, no cart."),
    )
)
register(
    Processing(
        key="recovery.ledger",
        name=_("Why somebody was reminded or not"),
        models=("recovery.Decision",),
        people=_SHOPPERS,
        data=_("decisions in codes, with a keyed hash"),
        why=_("to answer “why did I receive this?”"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_ledger,
        survives=_("Codes and dates, until their time is over."),
    )
)
register(
    Processing(
        key="recovery.links",
        name=_("Links in mails"),
        models=("recovery.Link", "recovery.CartLink"),
        people=_SHOPPERS,
        data=_("the hash of a random secret, when it was first used"),
        why=_("to lead back to the cart, and to stop"),
        basis=Basis.INTEREST,
        period=lambda: (
            _(
                "%(days)s after it has expired; the one to ask why: %(months)s; the one to stop: for good"
            )
            % {"days": days(), "months": months()}
        ),
        forget=forget_links,
        survives=_("The link to stop: it must work in the oldest mail, and shows nothing."),
    )
)
register(
    Processing(
        key="recovery.replies",
        name=_("What people answered"),
        models=("recovery.Reply",),
        people=_SHOPPERS,
        data=_("words that somebody wrote when asked what got in their way"),
        why=_("to answer them, and to do better"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_replies,
    )
)
register(
    Processing(
        key="recovery.webhooks",
        name=_("What other tools were told"),
        models=("recovery.WebhookDelivery", "recovery.WebhookStep"),
        people=_SHOPPERS,
        data=_(
            "what became of a visit, a payment or an order: codes, dates, sums and the order's number,"
            " which tell nobody's name or address"
        ),
        why=_("to let other tools of the shop follow carts and recovery"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_webhooks,
        recipients=(Recipient.OTHER_TOOLS,),
        survives=_(
            "Numbers and codes, until their time is over; an order's number leads to what the law keeps."
        ),
    )
)
register(
    Processing(
        key="recovery.wordings",
        name=_("Words of reminders"),
        models=("recovery.WordingVersion",),
        people=_("staff"),
        data=_("what reminders say, and who wrote it"),
        why=_("to answer for what many are written"),
        basis=Basis.INTEREST,
        period=lambda: _("for good; who it was goes with the account"),
        survives=_("The words and their dates."),
    )
)
holds_nobody(
    "recovery.Scenario", "recovery.ScenarioStep", "recovery.WebhookEndpoint", "recovery.Wording"
)


@names_recipients(Recipient.OTHER_TOOLS)
def followers() -> list[str]:
    """Return the hosts of the endpoints that are told."""
    urls = WebhookEndpoint.objects.filter(is_active=True).values_list("url", flat=True)
    return sorted({urlsplit(url).hostname or "" for url in urls})


@erases_person("cart.carts")
def erase_left_carts(subject: Subject) -> Outcome:
    """Erase carts of their episodes that nothing else leads to any more: the account is gone."""
    left = Cart.objects.filter(order=None, user=None, state__in=UNORDERED)
    theirs = left.filter(episodes__person__in=subject.persons).distinct()
    return Outcome(erased=erase_carts(list(theirs.order_by("pk"))))


@erases_person("recovery.links")
def erase_links(subject: Subject) -> Outcome:
    links = Link.objects.filter(episode__person__in=subject.persons)
    erased, _rows = links.exclude(purpose=LinkPurpose.STOP).delete()
    theirs = subject.owns("cart__order__person", "cart__order__user")
    # Those to an ordered cart still show what was in it, to whomever it was sent.
    sent, _rows = CartLink.objects.filter(theirs).delete()
    return Outcome(erased=erased + sent, kept=links.count())


@erases_person("recovery.replies")
def erase_replies(subject: Subject) -> Outcome:
    erased, _rows = Reply.objects.filter(episode__person__in=subject.persons).delete()
    return Outcome(erased=erased)


@erases_person("recovery.episodes")
def keep_episodes(subject: Subject) -> Outcome:
    """They name nobody; whose they were went with the carts."""
    return Outcome(kept=Episode.objects.filter(person__in=subject.persons).count())


@exports_person("recovery.episodes")
def episodes_of(subject: Subject) -> Rows:
    rows = Episode.objects.filter(person__in=subject.persons).order_by("pk")
    for episode in rows:
        yield {
            "left_at": episode.left_at,
            "left": episode.get_depth_display(),
            "likely_cause": episode.get_cause_display(),
            "said": episode.get_said_display(),
            "state": episode.get_state_display(),
            "closed_at": episode.closed_at,
        }


@exports_person("recovery.replies")
def replies_of(subject: Subject) -> Rows:
    for reply in Reply.objects.filter(episode__person__in=subject.persons).order_by("pk"):
        yield {"written_at": reply.written_at, "words": reply.words}


@exports_person("recovery.ledger")
def ledger_of(subject: Subject) -> Rows:
    for entry in entries(*Episode.objects.filter(person__in=subject.persons)):
        yield {
            "at": entry.at,
            "decision": str(entry.decision.label),
            "reason": entry.words,
            "facts": entry.facts,
        }
