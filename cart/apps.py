from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    name = "cart"
    verbose_name = _("Carts")

    def ready(self) -> None:
        from cart import privacy, signals  # noqa: F401 - it registers itself
        from cart.taxes.reading import check_home

        check_home()
        signals.connect()
