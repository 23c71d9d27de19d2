from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeartbeatConfig(AppConfig):
    name = "shop.core.heartbeat"
    verbose_name = _("Regular jobs")

    def ready(self) -> None:
        from shop.core.heartbeat import checks, metrics  # noqa: F401 - each registers itself
