"""The mails about alerts, written as they are sent: facts, one link, and one to erase it all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from catalog.alerts.answering import WAITS_FOR, addresses_for
from catalog.alerts.asking import CONFIRM
from catalog.alerts.things import found_by, name_of, offers_of
from catalog.alerts.watching import BACK_IN_STOCK, SEARCH_ALERT
from catalog.models import Alert, AlertState
from catalog.pages.availability import Availability
from catalog.pages.queries import Card
from catalog.sensitive import is_sensitive
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, mail_from_templates, reads_for, renders

MOST_SHOWN: Final = 6  # more makes a mail that nobody scrolls through


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail is about as it stands now, and the links that belong to it."""

    alert: Alert
    url: str  # shows, confirms and erases the alert
    rows: Sequence[dict[str, object]] = ()
    more: int = 0
    go_url: str = ""


@reads_for(CONFIRM)
def to_confirm(messages: Sequence[Message]) -> dict[int, Letter]:
    """Read what is still to be confirmed; of all else there is nothing to say."""
    alerts = _alerts_of(messages, AlertState.WAITING)
    links = addresses_for(list(alerts.values()))
    return {pk: Letter(alert, links[alert.pk]) for pk, alert in alerts.items()}


@renders(CONFIRM)
def confirm(message: Message, letter: Letter) -> Mail:
    """Ask whether it is wanted. Nothing that a stranger typed is in it but plain words."""
    alert = letter.alert
    context = {
        "name": name_of(alert.variant) if alert.variant else "",
        "words": alert.words[:60],
        "url": letter.url,
        "days": WAITS_FOR.days,
    }
    return mail_from_templates("alert/confirm", context)


@reads_for(SEARCH_ALERT)
def found_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Repeat each search once, as the shop finds now."""
    alerts = _alerts_of(messages, AlertState.WRITTEN)
    found = {
        (text, language): found_by(text, language).cards
        for text, language in {(alert.text, alert.language) for alert in alerts.values()}
    }
    told = {pk: each for pk, each in alerts.items() if found[each.text, each.language]}
    links = addresses_for(list(told.values()))
    return {
        pk: _of_search(alert, links[alert.pk], found[alert.text, alert.language])
        for pk, alert in told.items()
    }


@renders(SEARCH_ALERT)
def search_alert(message: Message, letter: Letter) -> Mail:
    return _told("alert/found", letter, text=letter.alert.text)


@reads_for(BACK_IN_STOCK)
def back_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Read what of it can be bought now."""
    alerts = _alerts_of(messages, AlertState.WRITTEN)
    offers = offers_of({alert.variant_id for alert in alerts.values() if alert.variant_id})
    told = {pk: each for pk, each in alerts.items() if each.variant_id in offers}
    links = addresses_for(list(told.values()))
    letters = {}
    for pk, alert in told.items():
        card, offer = offers[alert.variant_id or 0]
        name = name_of(alert.variant) if alert.variant else card.name
        go_url = f"{settings.BASE_URL}{card.url}?{urlencode({'v': offer.sku})}"
        row = _row(name, offer.price, offer.availability, card, go_url, variant=offer.pk)
        letters[pk] = Letter(alert, links[alert.pk], [row], go_url=go_url)
    return letters


@renders(BACK_IN_STOCK)
def back_in_stock(message: Message, letter: Letter) -> Mail:
    return _told("alert/back", letter, name=letter.rows[0]["name"])


def _told(folder: str, letter: Letter, **more: object) -> Mail:
    context = {
        "rows": letter.rows,
        "more": letter.more,
        "go_url": letter.go_url,
        "url": letter.url,
        **more,
    }
    return mail_from_templates(folder, context)


def _of_search(alert: Alert, url: str, cards: Sequence[Card]) -> Letter:
    rows = [
        _row(card.name, card.price, card.availability, card, settings.BASE_URL + card.url)
        | {"is_from": card.has_several_prices}
        for card in cards[:MOST_SHOWN]
    ]
    go_url = f"{settings.BASE_URL}{reverse('search')}?{urlencode({'q': alert.text})}"
    return Letter(alert, url, rows, len(cards) - len(rows), go_url)


def _row(
    name: str, price: int, stock: Availability, card: Card, url: str, *, variant: int = 0
) -> dict[str, object]:
    """Return what a mail shows of a thing, its picture by an absolute address of the shop's own."""
    fitting = [each for each in card.images if each.variant_id == variant] or card.images
    picture = urljoin(settings.BASE_URL, fitting[0].url) if fitting else ""
    return {"name": name, "price": price, "stock": stock.words, "picture": picture, "url": url}


def _alerts_of(messages: Collection[Message], state: AlertState) -> dict[int, Alert]:
    """Return the alert of each message by the message's key, if it stands as the mail supposes."""
    about = {message.pk: message.facts.get("alert") for message in messages}
    keys = [key for key in about.values() if key]
    may_be_told = Q(variant=None) | ~is_sensitive("variant__product__")
    rows = Alert.objects.shown().filter(may_be_told, pk__in=keys, state=state)
    alerts = {alert.pk: alert for alert in rows}
    return {pk: alerts[key] for pk, key in about.items() if key in alerts}
