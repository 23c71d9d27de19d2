from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "checkout"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from checkout import checks, signals  # noqa: F401 - checks register themselves
        from checkout.orders import (  # noqa: F401 - each registers itself
            begun,
            erasing,
            holding,
            mails,
            merging,
            using,
        )

        signals.connect()
