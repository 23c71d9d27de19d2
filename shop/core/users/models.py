"""Accounts: shoppers who chose to have one, and staff. The e-mail address is the login."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account. ``email`` must be present; letter case does not distinguish accounts."""
        if not email:
            message = "an account needs an e-mail address"
            raise ValueError(message)
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), max_length=254)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May sign in to this administration.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick instead of deleting an account.")
    )
    date_joined = models.DateTimeField(_("joined"), default=clock.now, editable=False)

    # Whose views are remembered, where the account chose that (S1.5, ``catalog.remembering``).
    remembered_as = models.ForeignKey(
        "messaging.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="remembered_accounts",
    )

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [
            # Also serves the sign-in's case-insensitive look-up.
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this address."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] or self.email


class CustomerGroup(models.Model):
    """Accounts that staff put together, such as *trade* or *friends of the house*.

    Prices may depend on it. It gives no rights: those of staff are in Django's own groups.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    members = models.ManyToManyField(
        User, blank=True, related_name="customer_groups", verbose_name=_("members")
    )

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
