"""A reminder by SMS that the demo adds to a scenario, so that the channel can be tried at once."""

from recovery.models import Scenario, ScenarioStep
from shop.core.messaging.models import Channel

SLUG = "demo-sms"
SCENARIO = "checkout-left"
MINUTES = 120  # before the mail, which then waits for its gap


def load_texting() -> None:
    """Add it where it is missing; who gets it has ticked the box beside the phone."""
    for scenario in Scenario.objects.filter(slug=SCENARIO):
        ScenarioStep.objects.get_or_create(
            scenario=scenario,
            slug=SLUG,
            defaults={"channel": Channel.SMS, "delay_minutes": MINUTES},
        )
