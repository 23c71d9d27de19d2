import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from catalog.models import Purchase
from catalog.purchases import has_bought, record_purchases
from catalog.reviews.writing import write_review
from shop.core.messaging.people import merge, person_for
from tests.conftest import NOON
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def bought(product, *, person=None, user=None):
    person = person or person_for("somebody@example.com")
    return record_purchases(
        person_id=person.pk, user_id=user.pk if user else None, product_ids=[product.pk], at=NOON
    )


def test_what_is_bought_twice_in_one_order_is_one_purchase(django_assert_num_queries):
    products, person = ProductFactory.create_batch(2), person_for("zoe@example.com")
    first, second = (product.pk for product in products)
    with django_assert_num_queries(1):
        record_purchases(
            person_id=person.pk, user_id=None, product_ids=[second, first, second], at=NOON
        )
    assert list(Purchase.objects.order_by("pk").values_list("product", "bought_at")) == [
        *((first, NOON), (second, NOON))
    ]


def test_an_account_has_bought_what_it_bought():
    product, user = ProductFactory(), UserFactory()
    bought(product, user=user)
    assert has_bought(user=user, product=product)
    assert not has_bought(user=UserFactory(), product=product)
    assert not has_bought(user=user, product=ProductFactory())


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_guest_has_bought_once_their_address_is_confirmed(is_verified):
    """Else anybody could open an account with a buyer's address, and write as one."""
    product, user = ProductFactory(), UserFactory()
    EmailAddress.objects.create(user=user, email="Zoe@Example.com", verified=is_verified)
    bought(product, person=person_for("zoe@example.com"))
    assert has_bought(user=user, product=product) is is_verified
    review = write_review(product=product, author=user, stars=5, text="Good.")
    assert review.is_verified is is_verified


def test_purchases_of_two_persons_that_are_one_are_of_both():
    kept, merged = person_for("a@example.com"), person_for("b@example.com")
    both, one = ProductFactory.create_batch(2)
    for person, product in ((kept, both), (merged, both), (merged, one)):
        bought(product, person=person)
    merge(kept=kept, merged=merged)
    assert sorted(Purchase.objects.values_list("person", "product")) == sorted(
        [(kept.pk, both.pk), (kept.pk, one.pk)]
    )


def test_a_purchase_written_down_for_a_merged_person_is_found():
    """By an order that was being settled while the two were merged."""
    kept, merged = person_for("a@example.com"), person_for("b@example.com")
    merge(kept=kept, merged=merged)
    user, product = UserFactory(), ProductFactory()
    EmailAddress.objects.create(user=user, email="b@example.com", verified=True)
    bought(product, person=merged)
    assert has_bought(user=user, product=product)


def test_the_database_refuses_the_same_purchase_twice():
    product = ProductFactory()
    bought(product)
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.create(
            person=person_for("somebody@example.com"), product=product, bought_at=NOON
        )
    assert [c.name for c in Purchase._meta.constraints] == ["purchase_once_a_moment"]
