"""Staff read reviews before anybody else does, and answer them. Each decision is in the log."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext

from catalog.models import Refusal, Review, ReviewState
from catalog.reviews.moving import Changed, as_read, move_review
from shop.core import clock
from shop.core.users.models import User


def approve(*, review: Review, by: User) -> Review:
    """Show ``review``, and count its stars. Raises Changed if it is not what ``by`` has read."""
    with transaction.atomic():
        move_review(review, ReviewState.APPROVED, refusal="")
        _log(review, by, gettext("Approved."))
    return review


def refuse(*, review: Review, by: User, reason: str) -> Review:
    """Do not show ``review``, or no longer. ``reason`` is a Refusal: its author reads it.

    Raises Changed, and ValueError for a reason that is none.
    """
    refusal = Refusal(reason)
    with transaction.atomic():
        move_review(review, ReviewState.REFUSED, refusal=refusal)
        _log(review, by, gettext("Refused: %(reason)s.") % {"reason": refusal.label})
    return review


def reply(*, review: Review, text: str, by: User) -> Review:
    """Answer ``review`` in the shop's name; an empty ``text`` takes the answer back.

    Raises Changed, also when somebody else has answered in the meantime.
    """
    changes = {"reply": text, "replied_at": clock.now() if text else None}
    with transaction.atomic():
        if not as_read(review).filter(replied_at=review.replied_at).update(**changes):
            raise Changed
        _log(review, by, gettext("Answered.") if text else gettext("Answer taken back."))
    for name, value in changes.items():
        setattr(review, name, value)
    return review


def _log(review: Review, by: User, words: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(review),
        object_id=str(review.pk),
        object_repr=str(review)[:200],
        action_flag=CHANGE,
        change_message=words,
        action_time=clock.now(),  # Django's own would be the machine's
    )
