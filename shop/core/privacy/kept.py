"""What this app keeps, and what stands in tables of Django's own that hold nobody."""

from django.utils.translation import gettext_lazy as _

from shop.core.privacy.processing import Basis, Processing, holds_nobody, register

ERASURES = register(
    Processing(
        key="privacy.erasures",
        name=_("Proof of erasures"),
        models=("privacy.Erasure",),
        people=_("people who were erased"),
        data=_("the person’s keyed hash, when, by whom, how many rows of what"),
        why=_("to prove that a request was met"),
        basis=Basis.LAW,
        period=lambda: _("for good; it names nobody"),
        survives=_("All of it: it is what proves the erasure."),
    )
)

holds_nobody(
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "heartbeat.Alarm",
    "heartbeat.Heartbeat",
)
