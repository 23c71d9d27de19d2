from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shop.core"
    verbose_name = "Core"
