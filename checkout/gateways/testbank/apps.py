from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestBankConfig(AppConfig):
    name = "checkout.gateways.testbank"
    label = "testbank"
    verbose_name = _("Test bank")

    def ready(self) -> None:
        from checkout.gateways.testbank import tasks  # noqa: F401 - its job has a name for staff
        from shop.core.privacy.processing import holds_nobody

        holds_nobody("testbank.BankPayment", "testbank.BankRefund", "testbank.BankNotification")
