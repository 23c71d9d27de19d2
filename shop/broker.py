"""Redis as a broker that may go away while a worker is at work."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as Lost


class Channel(redis.Channel):
    """A channel that says so when its connection is gone.

    Kombu (5.7) gives tasks back, and acknowledges those that end after a reconnection, over the
    connection that they came by. It finds nothing there, and the AttributeError ends the worker. An
    error of the connection it logs, and goes on: beat asks again for whatever is due.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - as kombu's
        if self.connection is None or self.connection.client is None:
            message = "this channel's connection is gone"
            raise Lost(message)
        kombus: Any = super()
        return kombus._connparams(asynchronous)  # noqa: SLF001 - for each new client; none is public


class Transport(redis.Transport):
    Channel = Channel


def take_over() -> None:
    """Let ``redis://`` and ``rediss://`` mean this transport."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "shop.broker:Transport"))
