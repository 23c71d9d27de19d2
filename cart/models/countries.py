"""Countries as delivery zones and promotions name them."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

country_codes = RegexValidator(
    r"^[A-Z]{2}(,[A-Z]{2})*$", _("Codes such as FR,BE with a comma between.")
)
