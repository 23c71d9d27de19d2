from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """Whether a promotion counts now, and if not why."""

    HOLDS = "holds", _("holds now")
    NOT_YET = "not_yet", _("not yet")
    OVER = "over", _("over")
    USED_UP = "used_up", _("used up")
    OFF = "off", _("switched off")
