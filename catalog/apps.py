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
        from catalog.facets import keeping as facets
        from catalog.search import checks, signals, synonyms  # noqa: F401

        facets.connect()
        signals.connect()
        synonyms.connect()
        remembering.connect()
