"""The accounts that visitors of the demo sign in with. Production has no demo, hence none of these."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.core.users.models import User

PASSWORD = "panier-demo"  # noqa: S105 - printed at every start, for everyone to read
CUSTOMER_CARE = "customer care"  # a role of shop.roles


@dataclass(frozen=True)
class Login:
    email: str
    full_name: str
    role: str | Promise
    is_staff: bool = False
    is_superuser: bool = False


ADMIN = Login("admin@demo.example", "Alix Martin", _("the owner: everything"), True, True)
CARE = Login("care@demo.example", "Camille Petit", _("customer care"), is_staff=True)
SHOPPER = Login("shopper@demo.example", "Sacha Durand", _("a shopper"))
LOGINS = (ADMIN, CARE, SHOPPER)


def load_logins() -> list[User]:
    """Create the accounts that are missing, and return those."""
    known = set(
        User.objects.filter(email__in=[login.email for login in LOGINS]).values_list(
            "email", flat=True
        )
    )
    return [create_login(login) for login in LOGINS if login.email not in known]


@transaction.atomic
def create_login(login: Login) -> User:
    """Create an account whose address counts as confirmed, so that nobody waits for a mail."""
    user = User.objects.create_user(
        login.email,
        PASSWORD,
        full_name=login.full_name,
        is_staff=login.is_staff,
        is_superuser=login.is_superuser,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if login is CARE:
        user.groups.add(Group.objects.get(name=CUSTOMER_CARE))
    return user
