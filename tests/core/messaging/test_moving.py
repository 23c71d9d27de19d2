import pytest

from shop.core.messaging.models import Message, State
from shop.core.messaging.models.message import TRANSITIONS
from shop.core.messaging.moving import move
from tests.core.messaging.claims import state


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("to", State)
def test_move_follows_the_table_of_transitions(put, origin, to):
    message = put()
    Message.objects.update(state=origin)
    message.refresh_from_db()
    if to in TRANSITIONS[origin]:
        move(message, to)
        assert state(message) == to
    else:
        with pytest.raises(ValueError, match="never goes"):
            move(message, to)
        assert state(message) == origin
