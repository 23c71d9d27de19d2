from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Present in the embedded profile only: production has no demo, no mailbox to read."""

    name = "shop.demo"

    def ready(self) -> None:
        from shop.demo import phone  # noqa: F401 - registers itself
