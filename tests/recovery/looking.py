"""People who chose that what they look at is remembered, and who look."""

from datetime import timedelta

from allauth.account.models import EmailAddress

from catalog.remembering import remember_view, start_remembering
from recovery.episodes.ledger import entries
from recovery.models import Episode
from shop.core.messaging.models import Purpose
from shop.core.messaging.permissions import record_consent
from tests.conftest import NOON
from tests.factories import UserFactory

DAY = timedelta(days=1)
SEEN = {"text_version": "1", "language": "en", "source": "account"}
LEFT = NOON + 2 * DAY  # the last of three looks
IDLE = 3 * DAY
NOTICED_AND_PLANNED = [("noticed", "looked_at"), ("planned", "planned")]


def chooser(email="zoe@demo.example"):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    start_remembering(user=user, **SEEN)
    record_consent(person=user.remembered_as, purpose=Purpose.REMINDERS, is_given=True, **SEEN)
    return user


def look(street, user, product, times=3):
    """Look once a day; the last time ends at ``LEFT``."""
    street.clock.shift((3 - times) * DAY)
    for n in range(times):
        street.clock.shift(DAY if n else 0 * DAY)
        remember_view(user=user, product_id=product.pk)


def told(episode=None):
    return [(e.decision.value, e.code.value) for e in entries(episode or Episode.objects.get())]
