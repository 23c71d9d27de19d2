from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "shop.core.users"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from shop.core.users import mails  # noqa: F401 - registers the account mails
        from shop.core.users.roles import after_migrate

        post_migrate.connect(after_migrate, dispatch_uid="roles")
