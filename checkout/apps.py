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
            erasing,
            holding,
            mails,
            merging,
            using,
        )

        signals.connect()
