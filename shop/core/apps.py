from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"

    def ready(self) -> None:
        from shop.core import checks, lookups  # noqa: F401 - they register themselves
