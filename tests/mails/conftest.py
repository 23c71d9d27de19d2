import pytest

from tests.mails.writing import every_mail
from tests.recovery.conftest import scenarios  # noqa: F401 - a fixture


class Mails(dict):
    def __init__(self, language, written):
        super().__init__(written)
        self.language = language


@pytest.fixture
def shop_of_mails(settings, scenarios):  # noqa: F811
    """A shop as it would be, at an address that stands in its mails."""
    settings.BASE_URL = "https://www.shop.example"
    settings.QUIET_HOURS = ""
    settings.DEFAULT_FROM_EMAIL = "Panier <bonjour@shop.example>"
    settings.CARE_EMAIL = "Camille Martin <care@shop.example>"
    settings.REMINDER_FROM_EMAIL = "Camille Martin <camille@news.shop.example>"


@pytest.fixture(params=["en", "fr"])
def mails(shop_of_mails, clock, request):
    """Every kind of mail, by its kind."""
    return Mails(request.param, every_mail(clock, request.param))
