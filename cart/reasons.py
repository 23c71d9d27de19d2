"""What ``Trouble.detail`` says, in words for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the reasons of ``cart.codes``; any other detail is a SKU, which speaks for itself.
REASONS: dict[str, str | Promise] = {
    "unknown": _("there is no such code"),
    "too_early": _("not valid yet"),
    "too_late": _("not valid any more"),
}


def reason_in_words(detail: str) -> str:
    return str(REASONS.get(detail, detail))
