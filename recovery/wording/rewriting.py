"""The verbs of wordings, and what they say now."""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, override

from recovery.models.wording import Occasion, Wording, WordingVersion
from recovery.wording.built_in import built_in
from recovery.wording.words import Words
from shop.core.users.models import User


class Overtaken(Exception):
    """Somebody else saved a version in the meantime; nothing of either is lost."""


def rewritten() -> Mapping[str, Words]:
    """Return what staff say in place of the shop's own words, by occasion, in the active language."""
    versions = WordingVersion.objects.filter(
        wording__language=get_language() or settings.LANGUAGE_CODE,
        is_current=True,
        is_built_in=False,
    )
    return {each.wording.occasion: Words.of(each) for each in versions.select_related("wording")}


def words_for(occasion: Occasion, instead: Mapping[str, Words]) -> Words:
    """Return what is said at ``occasion``, given what ``rewritten`` returned."""
    return instead.get(occasion) or built_in(occasion)


def current(wording: Wording) -> WordingVersion | None:
    """Return the version in use; None where nobody ever wrote one."""
    return wording.versions.filter(is_current=True).first()


def words_now(wording: Wording) -> Words:
    """Return what ``wording`` says now, its own or the shop's."""
    version = current(wording)
    if version is None or version.is_built_in:
        return own_words(wording)
    return Words.of(version)


def own_words(wording: Wording) -> Words:
    """Return what the shop brings along for ``wording``."""
    with override(wording.language):
        return built_in(Occasion(wording.occasion))


def rewrite(*, wording: Wording, words: Words, seen: int, by: User) -> WordingVersion:
    """Say ``words`` from now on; what was planned before says them too, since mails are written as they go.

    ``seen`` is the number of the version that ``by`` had before their eyes, 0 for none. Raises Overtaken.
    """
    return _add(wording, words, seen=seen, by=by, is_built_in=False)


def go_back(*, version: WordingVersion, seen: int, by: User) -> WordingVersion:
    """Say again what ``version`` said, as a new version. Raises Overtaken."""
    words = Words.of(version)
    return _add(version.wording, words, seen=seen, by=by, is_built_in=version.is_built_in)


def use_built_in(*, wording: Wording, seen: int, by: User) -> WordingVersion:
    """Leave it to the shop's own words again, also to those of later releases. Raises Overtaken."""
    return _add(wording, own_words(wording), seen=seen, by=by, is_built_in=True)


def _add(
    wording: Wording, words: Words, *, seen: int, by: User, is_built_in: bool
) -> WordingVersion:
    with transaction.atomic():
        Wording.objects.select_for_update().get(pk=wording.pk)
        newest = wording.versions.first()
        number = newest.number if newest else 0
        if number != seen:
            raise Overtaken
        wording.versions.filter(is_current=True).update(is_current=False)
        return WordingVersion.objects.create(
            wording=wording,
            number=number + 1,
            is_built_in=is_built_in,
            saved_by=by,
            **words.as_dict(),
        )


def make_missing() -> None:
    """Make the rows of occasions and languages that have none yet."""
    known = set(Wording.objects.values_list("occasion", "language"))
    every = [
        (occasion, language)
        for language, _name in settings.LANGUAGES
        for occasion in Occasion.values
    ]
    Wording.objects.bulk_create(
        [Wording(occasion=o, language=lang) for o, lang in every if (o, lang) not in known]
    )


def after_migrate(sender: AppConfig, **_kwargs: Any) -> None:
    """Make them once the tables stand (``post_migrate``)."""
    make_missing()
