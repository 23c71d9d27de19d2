"""Mails of the other classes push nobody either, and show nothing beside what they are about (R4, R8)."""

import pytest
from django.core import mail

from catalog.models import Complement
from checkout.models import Order, PaymentError
from recovery.tone import lint
from recovery.tone.lexicon import PUSHES
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail
from shop.core.messaging.sending import send_due
from tests.factories import VariantFactory
from tests.recovery.conftest import MINUTE


def told(street, language):
    Message.objects.update(language=language)
    street.after(2 * MINUTE)
    send_due(limit=10)
    return [
        Mail(each.subject, each.body, each.alternatives[0].content, headers=each.extra_headers)
        for each in mail.outbox
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("error", sorted(set(PaymentError.values) - {PaymentError.LEFT}))
def test_the_news_of_a_failed_payment_pushes_nobody(street, error, language):
    order = street.fail_to_pay(error=error).order
    Order.objects.filter(pk=order.pk).update(language=language)
    street.after(MINUTE)
    (news,) = told(street, language)
    assert [each for each in lint(news) if each.rule in PUSHES] == []


def test_a_service_mail_shows_no_complements(street):
    payment = street.fail_to_pay()
    tea = VariantFactory(product__name_en="Tea")
    bought = payment.order.cart.lines.get().variant.product
    Complement.objects.create(product=bought, complement=tea.product)
    street.after(MINUTE)
    (news,) = told(street, "en")
    assert "Tea" not in news.text + news.html
