import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from catalog.models import Review
from catalog.reviews.moderating import approve, refuse, reply
from catalog.reviews.writing import write_review
from tests.factories import ProductFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/review/"
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def sign_in(client):
    def signed_in(role):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return signed_in


def page_of(review):
    return f"{LIST}{review.pk}/change/"


def form_of(client, review, **more):
    fields = client.get(page_of(review)).context["adminform"].form
    return {"reply": review.reply, "decision": "", "seen": fields["seen"].value(), **more}


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(sign_in, total, django_assert_num_queries):
    ReviewFactory.create_batch(total)
    client = sign_in("customer care")
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_page_makes_few_queries(sign_in, django_assert_num_queries):
    review, client = ReviewFactory(), sign_in("customer care")
    client.get(page_of(review))
    with django_assert_num_queries(5):
        client.get(page_of(review))


def test_what_waits_longest_comes_first_what_is_decided_last(clock, staff_client, staff):
    approve(review=ReviewFactory(title="decided"), by=staff)
    for title in ("first", "second"):
        clock.shift(60)
        ReviewFactory(title=title)
    rows = staff_client.get(LIST).context["cl"].result_list
    assert [row.title for row in rows] == ["first", "second", "decided"]


@pytest.mark.parametrize("role", ["customer care", "marketing", "owner"])
def test_a_moderator_approves_several_at_once(sign_in, role):
    reviews = ReviewFactory.create_batch(2, product=ProductFactory(), stars=5)
    client = sign_in(role)
    data = {"action": "approve", "_selected_action": [review.pk for review in reviews]}
    answer = client.post(LIST, data, follow=True, **EN)
    assert "2 reviews are decided." in answer.text
    assert set(Review.objects.values_list("state", flat=True)) == {"approved"}
    assert (reviews[0].product.__class__.objects.get(pk=reviews[0].product_id).rated_5) == 2
    assert LogEntry.objects.count() == 2


def test_a_moderator_refuses_with_a_reason(sign_in):
    review = ReviewFactory()
    sign_in("marketing").post(LIST, {"action": "refuse_rude", "_selected_action": [review.pk]})
    review.refresh_from_db()
    assert (review.state, review.refusal) == ("refused", "rude")


@pytest.mark.parametrize("role", ["catalogue"])
def test_others_of_staff_only_read(sign_in, role):
    review, client = ReviewFactory(title="A title"), sign_in(role)
    page = client.get(page_of(review))
    assert ("A title" in page.text, 'name="decision"' in page.text) == (True, False)
    assert client.post(page_of(review), {"decision": "approve"}).status_code == 403
    client.post(LIST, {"action": "approve", "_selected_action": [review.pk]})
    assert Review.objects.get().state == "pending"


def test_one_page_decides_and_answers_and_the_log_has_both(sign_in):
    review, client = ReviewFactory(), sign_in("customer care")
    data = form_of(client, review, decision="approve", reply="Thank you. ")
    assert client.post(page_of(review), data, **EN).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.reply) == ("approved", "Thank you.")
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")] == [
        *("Approved.", "Answered.")
    ]


def test_saving_an_untouched_page_changes_nothing(sign_in, staff):
    review, client = refuse(review=ReviewFactory(), by=staff, reason="fake"), sign_in("owner")
    before = Review.objects.values().get()
    assert client.post(page_of(review), form_of(client, review)).status_code == 302
    assert (Review.objects.values().get(), LogEntry.objects.count()) == (before, 1)


def test_what_customers_wrote_is_not_for_staff_to_change(sign_in):
    review, client = ReviewFactory(stars=2, text="Bad."), sign_in("owner")
    data = form_of(client, review, stars=5, text="Good!", title="Best")
    client.post(page_of(review), data)
    review.refresh_from_db()
    assert (review.stars, review.text) == (2, "Bad.")
    assert client.post(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{review.pk}/delete/", {"post": "yes"}).status_code == 403


def test_words_that_staff_have_not_read_are_not_approved(clock, sign_in):
    review, client = ReviewFactory(), sign_in("owner")
    data = form_of(client, review, decision="approve")
    clock.shift(1)
    write_review(product=review.product, author=review.author, stars=5, text="Buy at my shop.")
    answer = client.post(page_of(review), data, follow=True, **EN)
    assert "This review has changed in the meantime." in answer.text
    assert "was changed successfully" not in answer.text
    assert Review.objects.get().state == "pending"


def test_a_page_from_before_an_answer_does_not_take_it_back(sign_in, staff):
    review, client = ReviewFactory(), sign_in("customer care")
    data = form_of(client, review, decision="approve")
    reply(review=review, text="Thank you.", by=staff)
    answer = client.post(page_of(review), data, follow=True, **EN)
    assert "This review has changed in the meantime." in answer.text
    assert Review.objects.values_list("state", "reply").get() == ("pending", "Thank you.")


def test_a_page_from_before_a_decision_does_not_turn_it_round(sign_in, staff):
    review, client = ReviewFactory(), sign_in("customer care")
    data = form_of(client, review, decision="approve")
    refuse(review=review, by=staff, reason="rude")
    client.post(page_of(review), data)
    assert Review.objects.get().state == "refused"


def test_a_decision_offers_only_what_would_change_something(sign_in, staff):
    review, client = approve(review=ReviewFactory(), by=staff), sign_in("owner")
    choices = client.get(page_of(review)).context["adminform"].form.fields["decision"].choices
    assert [value for value, _words in choices][:2] == ["", "off_topic"]


def test_filters_by_stars(sign_in):
    ReviewFactory(stars=1)
    five = ReviewFactory(stars=5)
    rows = sign_in("owner").get(f"{LIST}?stars=5").context["cl"].result_list
    assert list(rows) == [five]


@pytest.mark.parametrize(("role", "is_told"), [("customer care", True), ("catalogue", False)])
def test_front_page_counts_what_waits(sign_in, role, is_told):
    ReviewFactory.create_batch(2)
    page = sign_in(role).get("/admin/", **EN)
    assert ("2 reviews wait to be read." in page.text) is is_told
