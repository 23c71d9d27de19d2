"""By what right somebody is reminded (P1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """The words are those of the ledger."""

    OPT_IN = "opt_in", _("The person had agreed to be reminded.")
    CUSTOMER = (
        "customer",
        _("The person had ordered here, was told then of reminders, and has not refused them."),
    )


class Policy(models.TextChoices):
    """Who may be reminded: ``settings.REMINDER_CONSENT``.

    STRICT: besides who said yes, customers who were told of it at their order and could refuse. That is
    what directive 2002/58/EC, article 13(2), and in France article L34-5 of the CPCE leave open.
    """

    STRICT = (
        "strict",
        _(
            "reminders go to who ticked the box (consent, article 6 (1) a), and to customers who were"
            " told of them when they ordered, were offered to refuse, and never have (legitimate"
            " interest, article 6 (1) f; directive 2002/58/EC, article 13 (2); in France CPCE,"
            " article L34-5)"
        ),
    )
    OPT_IN = "opt_in", _("reminders go to who ticked the box alone (consent, article 6 (1) a)")
