"""The order in which recovery locks rows, so that it stands in no shopper's way (pitfall M3).

Cart, order, wake, episode, messages, person. The first three in the order of the checkout and of
whoever empties a cart, the last two in that of the sender.
"""

from cart.models import Cart


class Overtaken(Exception):
    """Another sweep has just decided about the same person. Nothing was written: look again later."""


def lock_cart(cart_id: int | None) -> None:
    """Lock a cart until the commit, before its order or anything else that hangs on it.

    Whoever pays, goes on or empties it locks it first, too; one that is gone has nobody at it.
    """
    if cart_id is not None:
        Cart.objects.select_for_update().filter(pk=cart_id).values_list("pk").first()
