from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "shop.core.users"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from shop.core.users import mails, privacy  # noqa: F401 - each registers itself
        from shop.core.users.roles import after_migrate

        post_migrate.connect(after_migrate, dispatch_uid="roles")
