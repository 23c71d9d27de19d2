"""kill -9 anywhere between what happened and the mail about it: one episode, one mail at most (R3)."""

from collections import Counter

import pytest

from tests.faults.recovery_kills import STORIES
from tests.smtp import Postman, free_port, running

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

LEFT = {
    "orders": ["initiated"],
    "moved": [["initiated", 1]],
    "episodes": ["open"],
    "reminders": [1],
    "outbox": [["recovery.reminder", "sent", ""]],
    "ledger": ["noticed left", "planned planned", "sent sent"],
    "alerts settled": [],
    "staff heard": 0,
}
LATE = LEFT | {
    "ledger": ["noticed left", "planned planned", "put_off released", "sent sent"],
}
UNCLEAR = LEFT | {
    "outbox": [["recovery.reminder", "unknown", "interrupted"]],
    "ledger": ["noticed left", "planned planned", "unclear interrupted"],
}
FAILED = LEFT | {
    "moved": [["awaiting_payment", 1], ["initiated", 2]],
    "outbox": [["recovery.payment_failed", "sent", ""]],
    "ledger": ["noticed payment_failed", "planned fact_told", "sent sent"],
    "alerts settled": [True],
    "staff heard": 1,
}
GIVEN_UP = LEFT | {
    "orders": ["abandoned"],
    "moved": [["abandoned", 1], ["initiated", 1]],
    "episodes": ["abandoned"],
    "ledger": ["noticed left", "planned planned", "sent sent", "abandoned silence"],
}
BOUGHT = LEFT | {
    "orders": ["paid"],
    "moved": [["awaiting_payment", 1], ["initiated", 1], ["paid", 1]],
    "episodes": ["recovered"],
    "outbox": [["recovery.reminder", "skipped", "bought"]],
    "ledger": ["noticed left", "planned planned", "recovered bought", "not_sent bought"],
}
ENDS = {  # how it ends, and how many mails the server has got
    "told twice": (FAILED | {"staff heard": 2}, 1),
    "told once": (FAILED, 1),
    "settling": (FAILED, 1),
    "waking": (FAILED, 1),
    "an order": (LEFT, 1),
    "a cart": (LEFT | {"orders": [], "moved": []}, 1),
    "claiming": (LEFT, 1),
    "not handed over": (LATE, 1),
    "handing over": (UNCLEAR, 0),
    "handed over": (UNCLEAR, 1),
    "giving up": (GIVEN_UP, 1),
    "buying": (BOUGHT, 0),
}


class Letterbox(Postman):
    """Counts by address what recovery wrote; the confirmation of an order is no news here."""

    def __init__(self):
        super().__init__()
        self.letters = Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if b"Subject: Your order" not in envelope.content:
            self.letters.update(envelope.rcpt_tos)
        return answer


@pytest.fixture
def postman():
    with running(Letterbox()) as postman:
        yield postman


@pytest.mark.parametrize("story", STORIES)
def test_a_process_killed_in_a_story(shop, postman, story):
    """The shop goes on twice, and changes nothing the second time."""
    shop.program = ("tests.faults.run", "tests.faults.recovery_kills")
    shop.env["STAFF_ALERT_URLS"] = f"json://127.0.0.1:{free_port()}"
    found = shop.answer("killed_on", story)
    letters = {
        stretch: {boundary: postman.letters[email] for boundary, (email, *_) in ends.items()}
        for stretch, ends in found.items()
    }
    for stretch, (_kind, places) in STORIES[story].items():
        end, mails = ENDS[stretch]
        ends = {boundary: rest for boundary, (_email, *rest) in found[stretch].items()}
        assert ends == {boundary: [9, end, end] for boundary in places}
        assert letters[stretch] == dict.fromkeys(places, mails)
