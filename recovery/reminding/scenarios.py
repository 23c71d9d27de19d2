"""The scenarios: those that the shop brings along, and which of them fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.db.models import Min

from recovery.models import Depth, Scenario, ScenarioStep
from shop.core import clock

# slug, left between, minutes until the reminder. The deeper, the sooner (R2); of a failed payment
# people are told at once by a service message, which no scenario decides about.
BUILT_IN = [
    ("payment-left", (Depth.PAYMENT, Depth.PAYMENT), 60),
    ("checkout-left", (Depth.ADDRESS, Depth.DELIVERY), 4 * 60),
    ("cart-left", (Depth.CART, Depth.CART), 48 * 60),
    # Nothing was taken yet: later than a cart, when whoever meant to come back mostly has.
    ("product-looked-at", (Depth.PRODUCT, Depth.PRODUCT), 72 * 60),
]
IDLE_WITHOUT_SCENARIO = timedelta(hours=1)  # staff see what is left even where nobody is written to


@dataclass(frozen=True)
class Scenarios:
    """The active ones with their steps, as they stand while a sweep runs."""

    active: Sequence[Scenario]

    def for_depth(self, depth: Depth) -> Scenario | None:
        """Return the scenario for whoever left at ``depth``: of several the deepest."""
        fitting = (s for s in self.active if s.least_depth <= depth <= s.most_depth)
        return next(fitting, None)

    @property
    def for_products(self) -> Scenario | None:
        """Return the one for what was looked at again and again, if it writes to anybody.

        Without it nobody looks into what people chose to have remembered: staff have no use for it.
        """
        scenario = self.for_depth(Depth.PRODUCT)
        return scenario if scenario and scenario.first_delay else None

    @property
    def idle_after(self) -> timedelta:
        """How long nothing may happen before something counts as left: the smallest delay."""
        delays = [step.delay for scenario in self.active for step in scenario.steps_in_turn]
        return clock.scaled(min(delays, default=IDLE_WITHOUT_SCENARIO))


def active_scenarios() -> Scenarios:
    """Read them, in two queries."""
    return Scenarios(list(Scenario.objects.filter(is_active=True).prefetch_related("steps")))


def idle_after() -> timedelta:
    """Return ``Scenarios.idle_after`` of the active ones, in one query, for who needs no more."""
    steps = ScenarioStep.objects.filter(scenario__is_active=True)
    least = steps.aggregate(least=Min("delay_minutes"))["least"]
    return clock.scaled(IDLE_WITHOUT_SCENARIO if least is None else timedelta(minutes=least))


def load_built_in() -> None:
    """Make those of ``BUILT_IN`` that are missing; whoever changed one keeps it as it is."""
    for slug, (least, most), minutes in BUILT_IN:
        scenario, is_new = Scenario.objects.get_or_create(
            slug=slug,
            defaults={"least_depth": least, "most_depth": most, "activated_at": clock.now()},
        )
        if is_new:
            ScenarioStep.objects.create(scenario=scenario, slug="first", delay_minutes=minutes)


def after_migrate(sender: AppConfig, **_kwargs: Any) -> None:
    """Make them once the tables stand (``post_migrate``)."""
    load_built_in()
