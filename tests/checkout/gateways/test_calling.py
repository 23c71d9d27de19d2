"""Banks are called outside of transactions, and left alone while they do not answer."""

import pytest
from django.db import transaction

from checkout.gateways.calling import MOST_SILENCES, REST, calling, is_silent
from checkout.gateways.interface import Refused, Unreachable
from checkout.gateways.testbank import gateway as testbank

pytestmark = [pytest.mark.django_db, pytest.mark.cache]


def silence(times=MOST_SILENCES):
    for _ in range(times):
        with pytest.raises(Unreachable), calling("testbank"):
            raise Unreachable


def test_no_bank_is_called_inside_a_transaction():
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="outside of every transaction"),
        calling("testbank"),
    ):
        pytest.fail("the bank was called")


def test_a_gateway_that_is_not_in_use_cannot_be_called():
    with pytest.raises(KeyError), calling("nowhere"):
        pass


def test_a_bank_that_was_silent_too_often_is_left_alone():
    silence(MOST_SILENCES - 1)
    assert not is_silent("testbank")
    silence(1)
    assert is_silent("testbank")
    with pytest.raises(Unreachable), calling("testbank"):
        pytest.fail("it was asked in its rest")


def test_one_answer_makes_up_for_every_silence():
    silence(MOST_SILENCES - 1)
    with calling("testbank") as bank:
        assert bank is testbank
    silence(MOST_SILENCES - 1)
    assert not is_silent("testbank")


def test_after_its_rest_one_call_gets_through(clock, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    silence()
    clock.shift(REST + 1)
    with pytest.raises(Unreachable), calling("testbank"):
        raise Unreachable
    with pytest.raises(Unreachable), calling("testbank"):
        pytest.fail("two were let through")
    clock.shift(REST + 1)
    with calling("testbank"):
        pass
    assert not is_silent("testbank")


def test_an_error_of_our_own_is_no_silence_of_the_banks():
    for _ in range(MOST_SILENCES):
        with pytest.raises(ZeroDivisionError), calling("testbank"):
            raise ZeroDivisionError
    assert not is_silent("testbank")


def test_a_refusal_is_an_answer():
    silence(MOST_SILENCES - 1)
    with pytest.raises(Refused), calling("testbank"):
        raise Refused
    silence(MOST_SILENCES - 1)
    assert not is_silent("testbank")
