from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "shop.core.messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from shop.core.messaging import rules  # noqa: F401 - registers the gate's own rules
