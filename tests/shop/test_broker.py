"""The broker whose connection is gone: an error that Celery knows, not one that ends the worker."""

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as Lost

from shop import broker


@pytest.fixture
def transports(monkeypatch):
    monkeypatch.setattr(broker, "TRANSPORT_ALIASES", dict(broker.TRANSPORT_ALIASES))
    broker.take_over()
    return broker.TRANSPORT_ALIASES


def test_it_is_meant_by_the_addresses_of_redis(transports):
    assert {transports[name] for name in ("redis", "rediss")} == {"shop.broker:Transport"}
    assert transports["memory"] != "shop.broker:Transport"


@pytest.mark.parametrize("gone", ["transport", "client"])
def test_what_asks_a_channel_without_a_connection_is_told_so(gone):
    channel = object.__new__(broker.Channel)
    channel.connection = None
    if gone == "client":
        channel.connection = object.__new__(broker.Transport)
        channel.connection.client = None
    with pytest.raises(Lost, match="is gone"):
        channel._connparams()
    with Connection(transport=broker.Transport) as connection:
        assert Lost in connection.connection_errors
