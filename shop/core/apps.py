from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"

    def ready(self) -> None:
        from shop.core import checks  # noqa: F401 - it registers itself, as these do
        from shop.core.rows import lookups, timestamps  # noqa: F401
