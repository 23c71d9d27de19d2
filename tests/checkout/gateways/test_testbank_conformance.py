"""The test bank keeps what every gateway promises."""

import base64
import hashlib
import hmac
import json
import uuid
from contextlib import contextmanager

from checkout.gateways.conformance import Conformance, Trouble
from checkout.gateways.testbank import bank, line
from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment, BankRefund
from checkout.gateways.testbank.words import seal, signed
from shop.core import clock


class TestTestbank(Conformance):
    code = "testbank"

    def shopper_accepts(self, payment):
        return bank.decide(payment=known(payment), answer=Answer.ACCEPTED)

    def shopper_declines(self, payment):
        bank.decide(payment=known(payment), answer=Answer.REFUSED, error="no_funds")

    def shopper_promises(self, payment):
        BankPayment.objects.filter(ref=payment.ref).update(is_promise=True)
        bank.decide(payment=known(payment), answer=Answer.ACCEPTED)

    def plan_is_refused(self, payment):
        bank.decide(payment=known(payment), answer=Answer.REFUSED, error="plan_refused")

    def notification_of(self, payment):
        told = BankNotification.objects.get(payment__ref=payment.ref, refund=None)
        return signed(told, clock.now())

    def notification_of_refund(self, refund):
        told = BankNotification.objects.get(refund=BankRefund.objects.get(ref=refund.ref))
        return signed(told, clock.now())

    def sign(self, body, *, at, secret=""):
        name, second = uuid.uuid4().hex, str(int(at.timestamp()))
        key = secret.encode() or seal()._whsecret
        told = b".".join([name.encode(), second.encode(), body])
        signature = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
        return {
            "webhook-id": name,
            "webhook-timestamp": second,
            "webhook-signature": f"v1,{signature}",
        }

    def irrelevant(self):
        return json.dumps({"kind": "newsletter", "event_id": "1"}).encode()

    @contextmanager
    def trouble(self, how):
        real = line.carry

        def carry(question, said):
            match how:
                case Trouble.DOWN:
                    raise ConnectionRefusedError
                case Trouble.ERROR:
                    return 500, real(question, said)[1]  # whatever comes with it
                case Trouble.GARBAGE:
                    return 200, b'{"status": "fine, thanks"}'
                case Trouble.SLOW:
                    raise TimeoutError
                case Trouble.LOST:
                    real(question, said)
                    raise ConnectionResetError

        line.carry = carry
        try:
            yield
        finally:
            line.carry = real


def known(payment):
    return BankPayment.objects.get(ref=payment.ref)
