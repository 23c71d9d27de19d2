from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "shop.core.messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from shop.core.messaging import (  # noqa: F401 - each registers itself
            backlog,
            feedback,
            privacy,
            rules,
            tasks,
        )
        from shop.core.messaging.sms import checks  # noqa: F401
        from shop.core.messaging.sms import rules as of_sms  # noqa: F401 - asked after the others
