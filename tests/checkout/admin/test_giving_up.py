"""What no bank makes clear can be closed by staff, so that its order can be paid."""

import pytest

from checkout.models import Payment
from checkout.payments.expiring import release_expired
from checkout.payments.giving_up import give_up
from shop.core import clock
from tests.admin_rows import order, payment_of
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import HOUR, pay, ready_order

pytestmark = [pytest.mark.usefixtures("content_types"), pytest.mark.django_db]


def address(row):
    return f"/admin/checkout/payment/{row.pk}/give-up/"


@pytest.fixture
def stuck(settings):
    """A payment that was begun by a way to pay which is in use no longer."""
    begun = pay(ready_order({VariantFactory(): 1}, method=DeliveryMethodFactory()))
    Payment.objects.update(doubt="unknown_gateway")
    settings.GATEWAYS = []
    return begun


def test_an_order_is_let_go_once_its_payment_was_closed(staff_client, stuck):
    later = clock.now() + HOUR
    assert release_expired(at=later) == 0
    page = staff_client.get(address(stuck))
    assert 'data-testid="give-up"' in page.text
    assert Payment.objects.get().state == "started"
    staff_client.post(address(stuck))
    assert Payment.objects.values_list("state", "doubt", "ask_at").get() == ("cancelled", "", None)
    assert release_expired(at=later + HOUR) == 1


def test_a_doubt_about_what_is_over_is_closed(db):
    row = payment_of(order(), doubt="other_amount", ask_at=clock.now())
    assert give_up(payment=row, by="staff")
    row.refresh_from_db()
    assert (row.state, row.doubt, row.ask_at) == ("failed", "", None)


def test_what_is_clear_is_not_closed(staff_client, stuck):
    Payment.objects.update(doubt="")
    assert staff_client.post(address(stuck)).status_code == 302
    assert Payment.objects.get().state == "started"


@pytest.mark.parametrize("method", ["get", "post"])
def test_closing_is_not_for_all_staff(reader, stuck, method):
    assert getattr(reader, method)(address(stuck)).status_code == 403
    assert Payment.objects.get().state == "started"
