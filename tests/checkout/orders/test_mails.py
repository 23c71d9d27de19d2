import pytest
from django.core import mail

from cart.models import Promotion
from checkout.models import Invoice, Order
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import PromotionFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def bought(variant, language):
    shopper = Shopper(language).add(variant, 2)
    shopper.post("/cart/code/", {"code": "TEN"})
    shopper.give_email("  Zoe@Demo.example").give_address().choose_delivery().pay().at_bank()
    send_due(limit=10)
    return mail.outbox[0]


@pytest.mark.parametrize(
    ("language", "subject", "lines"),
    [
        (
            "en",
            "Your order {} at Panier",
            [
                "€25.80",
                "Promo code TEN — −€2.58",
                "By post — €4.90",
                "Total — €28.12",
                "VAT 20% — €4.69",
            ],
        ),
        (
            "fr",
            "Votre commande {} chez Panier",
            [
                "25,80 €",
                "Code promo TEN — −2,58 €",
                "Par la poste — 4,90 €",
                "Total — 28,12 €",
                "dont TVA 20 % — 4,69 €",
            ],
        ),
    ],
)
def test_the_confirmation_speaks_the_shoppers_language(variant, language, subject, lines):
    PromotionFactory(code="TEN", percent=10)
    sent = bought(variant, language)
    assert sent.to == ["Zoe@Demo.example"]
    assert sent.subject == subject.format(Order.objects.get().reference)
    for line in lines:
        assert line in plain(sent.body)
        assert line.rpartition(" ")[2] in plain(sent.alternatives[0].content)
    assert "1 rue des Essais\n75011 Paris\nFrance" in sent.body


def test_the_confirmation_is_one_message_and_its_total_the_frozen_one(variant):
    PromotionFactory(code="TEN", percent=10)
    Promotion.objects.update(percent=10)
    bought(variant, "en")
    Promotion.objects.all().delete()
    message = Message.objects.get(kind="order.confirmed")
    assert (message.message_class, message.state, message.about) == (
        "order",
        "sent",
        f"order:{Order.objects.get().reference}",
    )


def test_a_mail_about_an_order_that_is_gone_is_not_sent(shopper, variant):
    shopper.come_to_payment(variant).pay().at_bank()
    Invoice.objects.all().delete()
    Order.objects.all().delete()
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "nothing_to_say"
