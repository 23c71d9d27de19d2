from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from catalog import (  # noqa: F401 - each registers itself
            integrity,
            privacy,
            purchases,
            remembering,
            remembering_searches,
        )
        from catalog.alerts import keeping, mails  # noqa: F401
        from catalog.search import signals

        signals.connect()
        remembering.connect()
