import pytest
from django.contrib.admin.models import LogEntry
from django.utils.translation import override

from catalog.models import Review, ReviewState
from catalog.models.review import TRANSITIONS
from catalog.reviews.moderating import approve, refuse, reply
from catalog.reviews.moving import Changed, move_review
from catalog.reviews.writing import write_review
from shop.core import clock as shop_clock
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def logged():
    return list(LogEntry.objects.order_by("pk").values_list("user_id", "change_message"))


def test_an_approved_review_counts(product, review, by):
    with override("en"):
        assert approve(review=review, by=by).state == "approved"
    product.refresh_from_db()
    assert (product.rated_4, product.rating_count, product.rating_sum) == (1, 1, 4)
    assert logged() == [(by.pk, "Approved.")]


def test_staff_may_change_their_mind(product, review, by):
    with override("en"):
        refuse(review=review, by=by, reason="off_topic")
        approve(review=review, by=by)
        refuse(review=review, by=by, reason="rude")
    product.refresh_from_db()
    assert (review.state, review.refusal, product.rating_count) == ("refused", "rude", 0)
    assert [words for _who, words in logged()] == [
        "Refused: it is not about the product.",
        "Approved.",
        "Refused: it insults somebody.",
    ]


def test_a_reason_must_be_one(review, by):
    with pytest.raises(ValueError, match="dislike"):
        refuse(review=review, by=by, reason="dislike")
    assert Review.objects.get().state == "pending"


def test_two_of_staff_at_once_count_it_once(product, review, by):
    stale = Review.objects.get()
    approve(review=review, by=by)
    for decide in (
        lambda: approve(review=stale, by=by),
        lambda: refuse(review=stale, by=by, reason="rude"),
    ):
        with pytest.raises(Changed):
            decide()
    product.refresh_from_db()
    assert (product.rating_count, len(logged())) == (1, 1)


def test_words_that_staff_have_not_read_are_not_approved(clock, product, author, review, by):
    read = Review.objects.get()
    clock.shift(1)
    write_review(product=product, author=author, stars=4, title="Good", text="Buy at my shop.")
    with pytest.raises(Changed):
        approve(review=read, by=by)
    with pytest.raises(Changed):
        reply(review=read, text="Thank you.", by=by)
    assert (Review.objects.get().state, Review.objects.get().reply) == ("pending", "")


def test_a_reply_is_given_and_taken_back(clock, review, by):
    with override("en"):
        assert reply(review=review, text="Thank you.", by=by).replied_at == NOON
        review.refresh_from_db()
        assert (review.reply, review.replied_at) == ("Thank you.", NOON)
        reply(review=review, text="", by=by)
    review.refresh_from_db()
    assert (review.reply, review.replied_at) == ("", None)
    assert [words for _who, words in logged()] == ["Answered.", "Answer taken back."]


def test_a_second_answer_does_not_replace_one_that_was_not_read(review, by):
    read = Review.objects.get()
    reply(review=review, text="Thank you.", by=by)
    with pytest.raises(Changed):
        reply(review=read, text="Thanks.", by=by)
    assert Review.objects.get().reply == "Thank you."


def test_the_log_tells_the_time_of_the_shop(review, by):
    with shop_clock.at(NOON):
        approve(review=review, by=by)
    assert LogEntry.objects.get().action_time == NOON


@pytest.mark.parametrize("origin", ReviewState)
@pytest.mark.parametrize("to", ReviewState)
def test_only_steps_of_the_table_are_made(review, origin, to):
    is_rewritten = origin == to == ReviewState.PENDING
    refusal = {"refusal": "rude"} if origin == "refused" else {}
    if origin == "approved":
        move_review(review, ReviewState.APPROVED)
    Review.objects.update(state=origin, **refusal)
    review.refresh_from_db()
    if to in TRANSITIONS[origin] or is_rewritten:
        assert move_review(review, to, refusal="rude" if to == "refused" else "").state == to
    else:
        with pytest.raises(ValueError, match="never goes"):
            move_review(review, to)
