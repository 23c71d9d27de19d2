"""What would this do? The button of a promotion's form, which writes nothing."""

import pytest
from django.contrib.auth.models import Permission

from cart import changing
from cart.models import Promotion, PromotionTarget
from tests.cart.admin.test_promotion import ADD, TYPED, change
from tests.factories import (
    CartFactory,
    CategoryFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

ASK = {**TYPED, "_preview": "What would this do?"}


def carts(total):
    for _ in range(total):
        changing.add(cart=CartFactory(), variant=VariantFactory(price=1000), quantity=2)


def ask(client, url=ADD, **typed):
    return client.post(url, {**ASK, **typed}, headers={"accept-language": "en"})


def test_nothing_is_saved_and_all_that_was_typed_is_kept(staff_client):
    carts(1)
    tea = CategoryFactory(name_en="Tea")
    answer = ask(staff_client, bought_category=[tea.pk], most_off="1.50", name_en="Easter")
    assert answer.status_code == 200
    assert Promotion.objects.count() == 0
    for kept in ('value="15"', 'value="1.50"', 'value="Easter"', f'value="{tea.pk}" selected'):
        assert kept in answer.text
    says = "<p>15% off “Tea”, €1.50 at most, with the code SPRING.</p>"
    assert says in answer.text
    assert "Nothing in the cart that it is for" in answer.text


def test_a_saved_promotion_is_tried_as_typed_and_stays_as_it_is(staff_client):
    carts(1)
    row = PromotionFactory(code="SPRING", percent=10)
    PromotionTarget.objects.create(promotion=row, category=CategoryFactory())
    answer = ask(staff_client, change(row), percent="50")
    row.refresh_from_db()
    assert (row.percent, row.targets.count()) == (10, 1)
    (trial,) = answer.context["preview"].trials
    assert (trial.now.total, trial.then.total, trial.gives) == (2000, 1000, 1000)
    assert "It would give €10.00 in all, €10.00 on average." in answer.text
    assert f'<a href="/admin/cart/cart/{trial.cart.pk}/change/">#{trial.cart.pk}</a>' in answer.text


def test_a_form_with_errors_shows_them_and_no_preview(staff_client):
    carts(1)
    answer = ask(staff_client, percent="0")
    assert answer.context["adminform"].form.errors == {"percent": ["Between 1 and 100."]}
    assert "preview" not in answer.context
    assert 'id="preview"' not in answer.text


def test_without_carts_it_says_so(staff_client):
    assert "There is no open cart with something in it to try this on." in ask(staff_client).text


@pytest.mark.parametrize("total", [1, 30])
def test_any_number_of_carts_takes_the_same_queries(staff_client, total, django_assert_num_queries):
    carts(total)
    with django_assert_num_queries(31):  # 23 of them check the seven constraints
        ask(staff_client)


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        ({"add_promotion", "view_cart"}, 200),
        ({"view_promotion", "view_cart"}, 403),
        ({"add_promotion"}, 403),
    ],
)
def test_it_takes_the_right_to_write_promotions_and_to_look_at_carts(client, rights, status):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    assert ask(client).status_code == status
    if "add_promotion" in rights:
        assert ('name="_preview"' in client.get(ADD).text) == (status == 200)
