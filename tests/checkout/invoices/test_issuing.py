from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cart import changing
from cart.models import DeliveryMethod, DeliveryRate
from checkout.gateways.testbank.models import BankPayment
from checkout.invoices import issuing, numbering
from checkout.models import Invoice, InvoiceSeries, Order, Payment
from checkout.payments.asking import ask_about
from checkout.payments.expiring import release_expired
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.admin_rows import invoice, order
from tests.conftest import NOON
from tests.orders import HOUR, at_bank, pay, ready_order
from tests.shopper import ADDRESS, Shopper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LILLE = {
    "billing-same": [],
    "billing-country": "FR",
    "billing-name": "Max Démo",
    "billing-company": "Démo SARL",
    "billing-line1": "2 rue Haute",
    "billing-postcode": "59000",
    "billing-city": "Lille",
}


def numbers():
    return list(Invoice.objects.order_by("pk").values_list("number", flat=True))


def test_an_order_that_is_placed_has_its_invoice(shopper, variant, settings):
    settings.SELLER = {"name": "Panier SAS", "address": ["1 rue Basse"], "email": "", "registration": [], "vat_number": "FR1"}  # fmt: skip
    shopper.come_to_payment(variant).pay()
    assert numbers() == []
    shopper.at_bank()
    made = Invoice.objects.get()
    assert (made.order, made.number, made.issued_at) == (Order.objects.get(), "F2026-000001", NOON)
    assert made.seller == {**settings.SELLER, "country": "FR"}
    assert made.buyer == {
        "address": "Zoé Démo\n1 rue des Essais\n75011 Paris\nFrance",
        "delivery_address": "",
        "vat_number": "",
    }


def test_an_order_that_costs_nothing_has_one_too(variant):
    variant.price = 0
    variant.save(update_fields=["price"])
    DeliveryRate.objects.update(price=0)
    Shopper().come_to_payment(variant)
    pay(Order.objects.get())
    assert numbers() == ["F2026-000001"]


def test_the_bill_goes_elsewhere_and_the_goods_do_not(shopper, variant):
    shopper.add(variant).give_email()
    shopper.give_address(**LILLE, vat_number="FR61954506077").choose_delivery().pay().at_bank()
    assert Invoice.objects.get().buyer == {
        "address": "Démo SARL\nMax Démo\n2 rue Haute\n59000 Lille\nFrance",
        "delivery_address": "Zoé Démo\n1 rue des Essais\n75011 Paris\nFrance",
        "vat_number": "FR61954506077",
    }


def test_countries_are_named_in_the_orders_language(variant):
    shopper = Shopper("fr").add(variant).give_email()
    shopper.give_address(**{**ADDRESS, "delivery-country": "DE", "delivery-postcode": "10115"})
    shopper.choose_delivery().pay()
    payment = Payment.objects.get()
    at_bank(payment)
    ask_about(payment)  # as a worker does, who speaks no language in particular
    assert Invoice.objects.get().buyer["address"].endswith("\nAllemagne")


def test_what_fails_after_the_number_was_taken_leaves_no_gap(shopper, variant, monkeypatch):
    """The order stays as it was, and the next one gets the number."""
    shopper.come_to_payment(variant).pay()
    payment = Payment.objects.get()
    at_bank(payment)

    def broken(**_fields):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(issuing.Invoice.objects, "create", broken)
        with pytest.raises(RuntimeError):
            ask_about(payment)
    assert (Order.objects.get().state, Message.objects.count()) == ("awaiting_payment", 0)
    assert not InvoiceSeries.objects.exists()
    ask_about(payment)
    other = Shopper().come_to_payment(variant).pay().at_bank()
    assert other.place == "/checkout/done/"
    assert numbers() == ["F2026-000001", "F2026-000002"]


def test_what_is_told_again_makes_no_second_invoice(shopper, variant):
    shopper.come_to_payment(variant).pay().at_bank()
    back = BankPayment.objects.get().return_url
    for _ in range(2):
        shopper.get(back)
        ask_about(Payment.objects.get())
    assert numbers() == ["F2026-000001"]


def test_a_payment_that_came_too_late_makes_none(variant):
    payment = pay(ready_order({variant: 1}, method=DeliveryMethod.objects.get()))
    release_expired(at=shop_clock.now() + HOUR)
    changing.add(cart=payment.order.cart, variant=variant, quantity=1)
    BankPayment.objects.update(answer="accepted", error="")
    assert ask_about(payment).state == "late"
    assert numbers() == []


def test_whoever_waited_for_a_number_is_dated_after_it(variant, clock, monkeypatch):
    """Two hours of waiting, so that it shows: a later number never bears an earlier date."""
    later = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
    assert issued_after_waiting_until(later, clock, monkeypatch).issued_at == later


def test_a_number_of_the_old_year_bears_a_date_of_it(variant, clock, monkeypatch):
    clock.move_to(datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    made = issued_after_waiting_until(
        datetime(2026, 12, 31, 23, 0, 1, tzinfo=UTC), clock, monkeypatch
    )
    assert made.number == "F2026-000001"
    assert made.issued_at == datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)


def issued_after_waiting_until(moment, clock, monkeypatch):
    take = numbering.next_number

    def wait(prefix):
        clock.move_to(moment)
        return take(prefix)

    monkeypatch.setattr(numbering, "next_number", wait)
    return issuing.issue_invoice(order=order(state="paid", placed_at=NOON))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("invoice_number_once", {"number": "F2026-000001"}),
        ("invoice_has_number", {"number": ""}),
    ],
)
def test_the_database_keeps_numbers_apart(name, fields):
    invoice()
    with (
        pytest.raises(IntegrityError, match=f"{name}|checkout_invoice.number"),
        transaction.atomic(),
    ):
        invoice(1, **fields)


def test_an_order_with_an_invoice_is_not_deleted():
    made = invoice()
    with pytest.raises(ProtectedError):
        made.order.delete()
