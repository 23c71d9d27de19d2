"""The register of what is kept about people, app by app, from which the record is written (P7)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Forget = Callable[..., int]  # forget(at=moment, limit=rows) -> how many rows it has changed


class Basis(models.TextChoices):
    """The right by which something is kept: article 6 (1) of the GDPR."""

    CONSENT = "consent", _("consent (article 6 (1) a)")
    CONTRACT = "contract", _("contract, or steps before one (article 6 (1) b)")
    LAW = "law", _("legal obligation (article 6 (1) c)")
    INTEREST = "interest", _("legitimate interest (article 6 (1) f)")


class Recipient(models.TextChoices):
    """Who outside the shop gets something of it; ``recipients`` knows their names."""

    BANKS = "banks", _("payment providers")
    MAIL = "mail", _("mail provider")
    SMS = "sms", _("SMS service")
    STAFF_TOOLS = "staff_tools", _("tools in which staff are alerted")
    OTHER_TOOLS = "other_tools", _("tools that are told by webhooks")


@dataclass(frozen=True, kw_only=True)
class Processing:
    """Something that is kept about people for one purpose.

    ``period`` is asked when the record is written, so that it tells the settings in force;
    ``forget`` forgets what is past it, ``limit`` rows at most, each whole or not at all.
    """

    key: str
    name: Words
    models: tuple[str, ...]
    people: Words
    data: Words
    why: Words
    basis: Basis
    period: Callable[[], Words]
    forget: Forget | None = None
    recipients: tuple[Recipient, ...] = ()
    policy: Callable[[], Words] | None = None  # whom it concerns, where the settings decide that
    survives: Words = ""  # what an erasure leaves, and why


_processings: dict[str, Processing] = {}
_impersonal: set[str] = set()


def register(processing: Processing) -> Processing:
    """Register something that is kept, under its ``key``: ``app.what``."""
    _processings[processing.key] = processing
    return processing


def holds_nobody(*labels: str) -> None:
    """Say that these models, ``app.Model``, hold nothing about people: a choice, not an omission."""
    _impersonal.update(labels)


def processings() -> list[Processing]:
    """Return all of them, in the order of the layers."""
    return list(_processings.values())


def processing(key: str) -> Processing:
    return _processings[key]


def answered_for() -> set[str]:
    """Return the labels of all models for which an app has said what they hold."""
    return {label for each in processings() for label in each.models} | _impersonal


def undecided(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Return the labels of those of ``all_models`` of which no app has said what they hold."""
    return sorted({model._meta.label for model in all_models} - answered_for())  # noqa: SLF001 - the documented name


def oldest(model: type[models.Model], moment: str, *, before: datetime, limit: int) -> int:
    """Delete the rows among the ``limit`` first of ``model`` whose ``moment`` is before ``before``.

    For tables to which rows are only added, one after the other: what is old stands at the
    beginning of the key, so that nothing else is read. Nothing may hang on the rows.
    """
    rows = model._default_manager  # noqa: SLF001 - the documented name
    first = list(rows.order_by("pk").values_list("pk", moment)[:limit])
    past = [pk for pk, at in first if at < before]
    return rows.filter(pk__in=past).delete()[0] if past else 0
