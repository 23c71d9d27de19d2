"""Forms of accounts where the shop asks for more than allauth does."""

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class AddEmailForm(AllauthAddEmailForm):
    """Another address is for those who have proved the first one theirs (ADR 0005).

    Otherwise somebody could open an account with another's address, add their own, and come back
    by it after the owner of the mailbox has taken the account over with a new password.
    """

    def clean_email(self) -> str:
        if not EmailAddress.objects.filter(user=self.user, verified=True).exists():
            raise ValidationError(_("Confirm your present address first: a mail has the link."))
        email: str = super().clean_email()
        return email
