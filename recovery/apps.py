from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecoveryConfig(AppConfig):
    name = "recovery"
    verbose_name = _("Abandoned orders")

    def ready(self) -> None:
        from recovery import (  # noqa: F401 - each registers itself
            backlog,
            checks,
            health,
            privacy,
            sending_carts,
            tasks,
            waking,
        )
        from recovery.episodes import erasing, merging  # noqa: F401
        from recovery.pages import send_cart  # noqa: F401
        from recovery.reminding import (  # noqa: F401
            mails,
            product_mails,
            product_rules,
            rules,
            samples,
            scenarios,
            texts,
        )
        from recovery.wording import rewriting, testing  # noqa: F401

        post_migrate.connect(scenarios.after_migrate, sender=self, dispatch_uid="scenarios")
        post_migrate.connect(rewriting.after_migrate, sender=self, dispatch_uid="wordings")
