"""Apps above hear how payments end, and write down what follows for them.

Their rows stand or fall with the settlement. A listener that fails is a line in the log: the money
was taken all the same (pitfall R17).
"""

from collections.abc import Callable

from django.db import connection

from checkout.models import Payment
from shop.core.facts import recording

Listener = Callable[[Payment], None]
_listeners: list[Listener] = []


def hears_of_payments(listener: Listener) -> Listener:
    """Register ``listener(payment)``, called when a payment is no longer open.

    That is when it succeeded, failed or was called off, and once more when its money came after
    all, too late. It is called in the transaction of the settlement, with cart, order, payment and
    stock locked and ``payment.order`` as it stands now: it only writes rows, locks none of these
    anew and asks nobody over a network.
    """
    _listeners.append(listener)
    return listener


def tell(payment: Payment) -> None:
    """Call every listener, each behind a savepoint of its own."""
    for listener in _listeners:
        with recording("payment_heard"):
            listener(payment)
            _check_references()


def _check_references() -> None:
    """Find now, behind the savepoint, a reference to a row that is gone.

    PostgreSQL would find it at the commit, and the settlement would be lost. SQLite lets one writer
    in at a time: a row that the listener saw is still there, and to look for others reads all tables.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # in one talk with the database: a shopper waits
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
