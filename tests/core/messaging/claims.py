"""What the tests of claims and of what follows them share."""

from shop.core.messaging.claiming import claim


def claim_first(at):
    """Claim the first due message alone; None when the gate lets nothing through."""
    return next(iter(claim(at=at, limit=1)), None)


def state(message):
    message.refresh_from_db()
    return message.state


def steps(message):
    return list(message.events.values_list("from_state", "to_state", "reason"))
