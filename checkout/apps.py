from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "checkout"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from checkout import backlog, integrity, signals, tasks  # noqa: F401 - register themselves
        from checkout.gateways import checks  # noqa: F401 - registers itself
        from checkout.orders import (  # noqa: F401 - each registers itself
            begun,
            customers,
            erasing,
            holding,
            mails,
            merging,
            using,
        )
        from checkout.privacy import erasing as erasing_people  # noqa: F401
        from checkout.privacy import exporting, kept  # noqa: F401

        signals.connect()
