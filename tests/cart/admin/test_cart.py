import pytest
from django.contrib.auth.models import Permission

from cart.models import Cart, Line, Place, Trouble, TroubleKind
from tests.admin_rows import cart, make
from tests.factories import CartFactory, UserFactory, VariantFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

CARTS = "/admin/cart/cart/"


@pytest.fixture
def reader(client):
    """Staff who may read carts and nothing else."""
    user = UserFactory(is_staff=True)
    names = ["view_cart", "view_line", "view_trouble"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


@pytest.fixture
def owned(db):
    return cart(user=UserFactory(email="account@demo.example"))


def change(row):
    return f"{CARTS}{row.pk}/change/"


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Cart, total)
    with django_assert_num_queries(4):
        staff_client.get(CARTS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = cart(0, total)
    with django_assert_num_queries(7):
        staff_client.get(change(row))


def test_a_row_counts_what_is_in_the_cart_alone(staff_client):
    made = CartFactory()
    for place, quantity in ((Place.IN_CART, 2), (Place.SAVED, 5), (Place.REMOVED, 7)):
        thing = VariantFactory(price=1290)
        Line.objects.create(
            cart=made, variant=thing, quantity=quantity, place=place, seen_price=1200
        )
    Line.objects.create(cart=made, variant=VariantFactory(price=5), quantity=1, seen_price=5)
    CartFactory()
    page = staff_client.get(CARTS, headers={"accept-language": "en"})
    counted = {row.pk: (row.units, row.worth) for row in page.context["cl"].result_list}
    assert counted == {made.pk: (3, 2585), made.pk + 1: (0, 0)}
    assert ">€25.85<" in page.text


def test_the_page_shows_both_prices_and_troubles_in_words(staff_client, owned):
    Trouble.objects.create(cart=owned, kind=TroubleKind.TOO_FEW, detail="CUP")
    page = staff_client.get(change(owned), headers={"accept-language": "en"}).text
    for text in ("€12.00", "€12.90", "not valid any more", "too few in stock", "CUP"):
        assert f"<p>{text}</p>" in page


def test_no_page_names_the_account(staff_client, reader, owned):
    for page in (CARTS, change(owned)):
        text = reader.get(page).text
        assert "account@demo.example" not in text
        assert f"/admin/users/user/{owned.user_id}/" not in text


def test_who_may_see_accounts_gets_there(staff_client, owned):
    page = staff_client.get(change(owned)).text
    assert f'<a href="/admin/users/user/{owned.user_id}/change/">#{owned.user_id}</a>' in page


def test_a_guest_is_called_one(staff_client):
    row = cart(user=None)
    page = staff_client.get(change(row), headers={"accept-language": "en"}).text
    assert '<div class="readonly">guest</div>' in page
    assert "/admin/users/user/None" not in page


@pytest.mark.parametrize(("owner", "is_guest"), [("account", False), ("guest", True)])
def test_guests_and_accounts_are_told_apart(staff_client, owner, is_guest):
    cart()
    cart(user=None)
    shown = staff_client.get(CARTS, {"owner": owner}).context["cl"].result_list
    assert [row.user_id is None for row in shown] == [is_guest]


@pytest.mark.parametrize("query", ["user__email__startswith=a", "user__email=x"])
def test_an_account_cannot_be_guessed_through_the_list(reader, owned, query):
    assert reader.get(f"{CARTS}?{query}").status_code == 400


def test_a_cart_is_found_by_its_account_only_with_the_permission(reader, owned):
    query = {"q": "account@demo.example"}
    assert reader.get(CARTS, query).context["cl"].result_count == 0


@pytest.mark.parametrize("text", ["account@demo.example", "sku", "number"])
def test_a_cart_is_found(staff_client, owned, text):
    sku = owned.lines.get().variant.sku
    query = {"sku": sku, "number": owned.pk}.get(text, text)
    CartFactory()
    assert list(staff_client.get(CARTS, {"q": query}).context["cl"].result_list) == [owned]


@pytest.mark.parametrize("verb", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_a_cart_is_neither_written_nor_deleted_here(staff_client, owned, verb):
    answer = staff_client.post(CARTS + verb.format(pk=owned.pk), {"post": "yes"})
    assert answer.status_code == 403
    assert Cart.objects.get().user_id == owned.user_id
