from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecoveryConfig(AppConfig):
    name = "recovery"
    verbose_name = _("Abandoned orders")

    def ready(self) -> None:
        from recovery import backlog, checks, health, privacy, tasks, waking  # noqa: F401 - each registers itself
        from recovery.episodes import erasing, merging  # noqa: F401
        from recovery.reminding import mails, product_mails, product_rules, rules, scenarios, texts  # noqa: F401

        post_migrate.connect(scenarios.after_migrate, sender=self, dispatch_uid="scenarios")
