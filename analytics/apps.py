from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from analytics import menu  # noqa: F401 - registers itself
        from shop.core.privacy.processing import holds_nobody

        holds_nobody("analytics.Report")
