"""Mails about nothing, to look at: written by the renderers of real ones, sent to nobody, kept nowhere."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from shop.core.messaging.models import Message
from shop.core.messaging.rendering import render

_samples: dict[str, Callable[[], Any]] = {}


def sample_of(kind: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register the function that makes up what a message of ``kind`` is about, as its reader returns it."""

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        _samples[kind] = function
        return function

    return register


def sampled_kinds() -> list[str]:
    return sorted(_samples)


def sampled_mail(kind: str) -> EmailMultiAlternatives:
    """Return a mail of ``kind`` in the shop's language, with links that lead nowhere."""
    language = settings.LANGUAGE_CODE
    message = Message(kind=kind, recipient=settings.DEFAULT_FROM_EMAIL, language=language)
    with override(language):
        about = _samples[kind]()
    return render(message, {message.pk: about})
