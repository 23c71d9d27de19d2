from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"

    def ready(self) -> None:
        from shop.core import checks  # noqa: F401 - registers the shop's own system checks
