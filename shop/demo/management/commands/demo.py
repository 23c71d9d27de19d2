"""``manage.py demo``: from an empty folder to a shop that can be tried, on this machine alone."""

import http.client
import os
import signal
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.urls import reverse
from django.utils.translation import override
from tqdm import tqdm

from cart.models import Cart
from shop.demo import checks
from shop.demo.children import ChildDied, Children
from shop.demo.loading import load_catalogue
from shop.demo.logins import LOGINS, PASSWORD, load_logins
from shop.demo.reading import read_catalogue
from shop.demo.selling import CODE, OVER, load_selling
from shop.demo.shoppers.telling import tell_past
from shop.demo.shoppers.waiting import let_some_wait
from shop.demo.texting import load_texting

WEB = ["-m", "gunicorn", "shop.wsgi", "--workers", "2", "--no-control-socket"]
# One task at a time, in the worker's own process, with the scheduler beside it: the tasks are
# short, and every process more is one more to start on a small machine.
WORKER = [
    "-m",
    "celery",
    "-A",
    "shop",
    "worker",
    "--beat",
    "--pool",
    "solo",
    "--loglevel",
    "WARNING",
]
ANSWER_SECONDS = 2
SEED = 2024  # of the shop's past
# What is different where somebody is waiting to see it: an hour of recovery passes in a minute, and
# nobody has to wait for the morning.
DEMO_SETTINGS = {"DEMO_TIME_SCALE": "60", "QUIET_HOURS": ""}


class Command(BaseCommand):
    help = "Fill the shop with demo data and serve it, with its background work, until Ctrl-C."
    requires_system_checks = ()  # what it starts must start quickly

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=60, help="how long a past a new shop gets; 0 for none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _stop_on_signals()
        try:
            self.run(days=options["days"])
        except KeyboardInterrupt:
            self.stdout.write("The demo has stopped.")
        except (checks.CannotStart, ChildDied) as error:
            sys.exit(f"panier: {error}")

    def run(self, *, days: int) -> None:
        """Check, fill, serve. Returns only by an exception."""
        checks.writable(settings.VAR_DIR)
        with checks.only_one(settings.VAR_DIR / "demo.pid"):
            checks.port_free(settings.PORT)
            self.fill(days=days)
            connections.close_all()
            with Children(settings.VAR_DIR / "logs") as children:
                try:
                    self.serve(children)
                finally:
                    _ignore_signals()

    def fill(self, *, days: int) -> None:
        """Bring the database up to date and create what is missing of the demo's data."""
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        load_logins()
        catalogue = read_catalogue()
        with tqdm(total=len(catalogue.products), desc="Products", leave=False, disable=None) as bar:
            load_catalogue(catalogue, each=bar.update)
        load_selling()  # a promotion is for a category
        if days and not Cart.objects.exists():
            self.say(f"Letting {days} days of demo shoppers go by …")
            with tqdm(total=days, unit="day", leave=False, disable=None) as bar:
                tell_past(seed=SEED, days=days, each=lambda day: bar.update(day - bar.n))
            let_some_wait()
        load_texting()  # the past knows no SMS

    def serve(self, children: Children) -> None:
        addresses = {"PORT": str(settings.PORT), "BASE_URL": settings.BASE_URL}
        env = {**DEMO_SETTINGS, **os.environ, **addresses}
        self.say("Starting the shop …")
        children.start("web", [*WEB, "--bind", f"{checks.HOST}:{settings.PORT}"], env)
        children.start("worker", WORKER, env)
        children.watch(until=_shop_answers)
        self.greet()
        children.watch()

    def greet(self) -> None:
        with override("en"):  # like all that this command says
            logins = "\n".join(f"    {login.email:<22}{login.role}" for login in LOGINS)
        self.say(
            f"""
{settings.SHOP_NAME} is open.

  Shop      {settings.BASE_URL}/
  Admin     {settings.BASE_URL}{reverse("admin:index")}
  Mailbox   {settings.BASE_URL}{reverse("mailbox")}  every mail and SMS that the shop writes

  Sign in with the password {PASSWORD} as
{logins}

  The promo code {CODE} takes 10 % off, {OVER} is over. At the test bank you choose how a
  payment ends.
  Leave a cart at the delivery with the reminder box ticked: four minutes later help is offered;
  with a mobile number and its box ticked two minutes later, by SMS (06 12 34 56 78 will do).

  Logs are in {settings.VAR_DIR / "logs"}. Stop with Ctrl-C.
"""
        )

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()  # at once, also into a pipe


def _shop_answers() -> bool:
    connection = http.client.HTTPConnection(checks.HOST, settings.PORT, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop_on_signals() -> None:
    """Let every way of asking to stop look like Ctrl-C; but nohup's wish to stay is respected."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    # Also where a script started the demo in its background, for which shells ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def _ignore_signals() -> None:
    """Let the children be stopped in peace: a second Ctrl-C must not leave one behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
