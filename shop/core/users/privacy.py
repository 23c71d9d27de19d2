"""What accounts keep about people, and what Django keeps of those who sign in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core.privacy.erasing import Outcome, erases_person, objects_to_erasure
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.periods import days, logged_since, months
from shop.core.privacy.processing import Basis, Processing, Words, oldest, register
from shop.core.privacy.subject import Subject
from shop.core.users.models import User

_DAY = 24 * 3600  # seconds
_VISITORS = _("visitors")


def forget_sessions(*, at: datetime, limit: int) -> int:
    """Delete sessions that are over: Django leaves them (the index of ``expire_date``)."""
    over = Session.objects.filter(expire_date__lt=at).order_by("expire_date")
    keys = list(over.values_list("pk", flat=True)[:limit])
    return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0


def forget_staff_log(*, at: datetime, limit: int) -> int:
    return oldest(LogEntry, "action_time", before=logged_since(at), limit=limit)


register(
    Processing(
        key="users.accounts",
        name=_("Accounts"),
        models=(
            "users.User",
            "users.CustomerGroup",
            "account.EmailAddress",
            "account.EmailConfirmation",
        ),
        people=_("account holders, staff"),
        data=_("e-mail addresses, name, hashed password, customer groups, last sign-in"),
        why=_("to let them sign in, and find what is theirs"),
        basis=Basis.CONTRACT,
        period=lambda: _("until the account is erased"),
    )
)
register(
    Processing(
        key="users.sessions",
        name=_("Sessions"),
        models=("sessions.Session",),
        people=_("visitors who have signed in, or typed something"),
        data=_("a random number in a cookie, and who is signed in"),
        why=_("to keep somebody signed in"),
        basis=Basis.CONTRACT,
        period=lambda: (
            _("until it expires, %(days)s after the last change")
            % {"days": days(settings.SESSION_COOKIE_AGE // _DAY)}
        ),
        forget=forget_sessions,
        survives=_("A random number that opens nothing any more, until it expires."),
    )
)
register(
    Processing(
        key="users.staff_log",
        name=_("What staff did"),
        models=("admin.LogEntry",),
        people=_("staff; people whose rows they changed"),
        data=_("who changed or exported what, when; the name of the row"),
        why=_("to see who looked at and changed personal data"),
        basis=Basis.LAW,
        period=months,
        forget=forget_staff_log,
        survives=_("That something was changed, without the name of the account."),
    )
)
register(
    Processing(
        key="users.network",
        name=_("Network addresses"),
        models=(),
        people=_VISITORS,
        data=_("the IP address, in memory, to count attempts; the shop’s own logs have none"),
        why=_("to stop attacks on sign-in, search, promo codes and cards"),
        basis=Basis.INTEREST,
        period=lambda: _(
            "minutes, a day at most; the web server’s own log as its operator has set it"
        ),
    )
)


@objects_to_erasure
def is_staff(subject: Subject) -> Words | None:
    """What staff did is proof: their accounts are switched off, not erased."""
    rows = User.objects.filter(pk__in=subject.users)
    if any(user.is_staff or user.is_superuser for user in rows):
        return _(
            "This account belongs to staff. Take its rights away first, in the administration."
        )
    return None


@erases_person("users.accounts")
def erase_accounts(subject: Subject) -> Outcome:
    """Delete the accounts; what is kept of orders and reviews loses them (``on_delete``)."""
    count = 0
    for user in User.objects.filter(pk__in=subject.users).order_by("pk"):
        with transaction.atomic():
            _forget_name(user)
            user.delete()
        count += 1
    return Outcome(erased=count)


def _forget_name(user: User) -> None:
    """The log of the administration calls an account by its address."""
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User))
    rows.filter(object_id=str(user.pk)).update(object_repr=f"#{user.pk}")


@exports_person("users.accounts")
def accounts_of(subject: Subject) -> Rows:
    for user in User.objects.filter(pk__in=subject.users).order_by("pk"):
        addresses = EmailAddress.objects.filter(user=user).order_by("pk")
        yield {
            "email": user.email,
            "full_name": user.full_name,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "addresses": list(addresses.values("email", "verified", "primary")),
            "groups": list(user.customer_groups.order_by("name").values_list("name", flat=True)),
        }
