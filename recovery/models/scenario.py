from datetime import timedelta
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shop.core.messaging.models import Channel

# The names of those that the shop brings along; whoever makes others names them.
NAMES = {
    "payment-left": _("Payment page left"),
    "checkout-left": _("Checkout left after the e-mail"),
    "cart-left": _("Cart left"),
    "product-looked-at": _("Product looked at again and again"),
}


class Scenario(models.Model):
    """Whom the shop writes to, and when: data, so that staff can change it (R1, R2).

    What was left before it was switched on is not written about (pitfall R6).
    """

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    activated_at = models.DateTimeField(_("switched on"), null=True, blank=True, editable=False)
    # Depths, by number: the model of episodes stands on this one.
    least_depth = models.PositiveSmallIntegerField(_("left no earlier than"))
    most_depth = models.PositiveSmallIntegerField(_("left no later than"))

    least_views = models.PositiveSmallIntegerField(
        _("looked at so often"),
        default=3,
        help_text=_(
            "For products only: visits in which one was looked at, and not put into a cart."
        ),
    )

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering: ClassVar = ["-least_depth", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="scenario_depths_in_order",
                condition=Q(most_depth__gte=F("least_depth")),
                violation_error_message=_("The later of the two cannot come before the earlier."),
            ),
            models.CheckConstraint(
                name="scenario_active_has_date",
                condition=Q(is_active=False) | Q(activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scenario_views_say_something",
                condition=Q(least_views__gte=2),
                violation_error_message=_("One look says nothing: at least 2."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(NAMES.get(self.slug, self.slug))

    @cached_property
    def steps_in_turn(self) -> "list[ScenarioStep]":
        """Its reminders, the first one first: read once."""
        return list(self.steps.all())

    @property
    def first_delay(self) -> timedelta | None:
        """How long after the last activity the first of its reminders is due; None without any."""
        return min((step.delay for step in self.steps_in_turn), default=None)

    @cached_property
    def last_delay(self) -> timedelta:
        """How long after the last activity the last of its reminders is due."""
        return max((step.delay for step in self.steps_in_turn), default=timedelta())


class ScenarioStep(models.Model):
    """One reminder of a scenario. Its short name is what a person gets only once an episode."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="steps", verbose_name=_("scenario")
    )
    slug = models.SlugField(_("short name"), max_length=40)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL
    )
    delay_minutes = models.PositiveIntegerField(
        _("after"),
        validators=[MinValueValidator(1)],
        help_text=_("Minutes since the last activity."),
    )
    useful_minutes = models.PositiveIntegerField(
        _("of use for"),
        default=48 * 60,
        validators=[MinValueValidator(1)],
        help_text=_("Minutes. What could not go by then, in a night or an outage, stays unsent."),
    )

    class Meta:
        verbose_name = _("reminder of a scenario")
        verbose_name_plural = _("reminders of a scenario")
        ordering: ClassVar = ["delay_minutes", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="scenario_step_slug_unique", fields=["scenario", "slug"]),
            models.CheckConstraint(
                name="scenario_step_waits",
                condition=Q(delay_minutes__gte=1, useful_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def delay(self) -> timedelta:
        return timedelta(minutes=self.delay_minutes)

    @property
    def useful_for(self) -> timedelta:
        return timedelta(minutes=self.useful_minutes)
