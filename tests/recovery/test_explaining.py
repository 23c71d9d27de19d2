"""``explain_cart``: each cart has an answer (R10)."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from cart.models import Cart
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.recovery.conftest import HOUR


def explained(ref, capsys):
    call_command("explain_cart", str(ref), "--json")
    return json.loads(capsys.readouterr().out)


def test_the_ledger_of_an_order(episode, capsys):
    noticed, planned = explained(episode.order.reference, capsys)
    assert noticed == {
        "person": episode.person_id,
        "episode": episode.pk,
        "decision": "noticed",
        "code": "left",
        "facts": {"depth": "payment", "cause": "delivery_cost"},
        "at": (NOON + HOUR).isoformat(),
    }
    assert (planned["decision"], planned["code"]) == ("planned", "planned")
    assert explained(episode.cart_id, capsys) == [noticed, planned]


def test_in_words(episode, capsys):
    with override("en"):
        call_command("explain_cart", episode.order.reference)
    noticed, planned = capsys.readouterr().out.splitlines()
    assert noticed == (
        "2026-03-04 14:00  noticed: Something was left in the cart, and nobody went on with it. "
        "(cause delivery_cost, depth payment)"
    )
    assert planned.startswith("2026-03-04 14:00  planned: It fits a scenario")


def test_carts_that_were_never_noticed(street, capsys):
    stranger = street.leave_cart()
    staff = street.leave_cart(user=UserFactory(is_staff=True))
    recent = street.leave_cart(user=UserFactory())
    agents = street.leave_cart(user=UserFactory())
    Cart.objects.filter(pk=agents.pk).update(is_of_agent=True)
    bought = street.buy()
    refs = (stranger.pk, staff.pk, recent.pk, agents.pk)
    codes = [explained(ref, capsys)[0]["code"] for ref in refs]
    assert codes == ["stranger", "staff", "not_idle", "agent"]
    assert explained(bought.reference, capsys)[0]["code"] == "bought"


@pytest.mark.parametrize("ref", ["NOPE", "99999999", "", "9" * 30])
def test_a_number_that_is_none(db, ref):
    with pytest.raises(CommandError, match="no order and no cart"):
        call_command("explain_cart", ref)
