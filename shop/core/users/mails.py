"""The mails of accounts, written when they are sent."""

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, NothingToSay, mail_from_templates, renders
from shop.core.users.models import User


@renders("account.password_reset_key")
def password_reset(message: Message) -> Mail:
    user = _user(message)
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
    path = path.replace("UID-KEY", f"{user_pk_to_url_str(user)}-{token}")
    return mail_from_templates("account/password_reset", {"url": settings.BASE_URL + path})


@renders("account.email_confirmation")
@renders("account.email_confirmation_signup")
def email_confirmation(message: Message) -> Mail:
    address = EmailAddress.objects.filter(
        user=_user(message), email__iexact=message.recipient
    ).first()
    if address is None:
        raise NothingToSay
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return mail_from_templates("account/email_confirmation", {"url": settings.BASE_URL + path})


@renders("account.account_already_exists")
def account_already_exists(message: Message) -> Mail:
    """Somebody signs up with an address that has an account: told to its owner, not to them."""
    url = settings.BASE_URL + reverse("account_reset_password")
    return mail_from_templates("account/already_exists", {"url": url})


@renders("account.unknown_account")
def unknown_account(message: Message) -> Mail:
    """Somebody asks to reset the password of an address that has no account."""
    url = settings.BASE_URL + reverse("account_signup")
    return mail_from_templates("account/unknown", {"url": url})


def _user(message: Message) -> User:
    user = User.objects.filter(pk=message.facts.get("user"), is_active=True).first()
    if user is None:
        raise NothingToSay
    return user
