from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "shop.core.privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from shop.core.privacy import kept, tasks  # noqa: F401 - each registers itself
