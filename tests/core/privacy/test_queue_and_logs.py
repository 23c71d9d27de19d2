"""Neither the queue nor the logs know anybody: no address, no name, no secret goes through them (P3)."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from checkout.models import Order
from recovery.links.making import make_links
from recovery.models import Episode, LinkPurpose
from shop.celery import app
from shop.core.privacy.erasing import erase_person
from shop.core.privacy.subject import subject_of_person
from tests.factories import DeliveryMethodFactory, UserFactory, VariantFactory
from tests.recovery.conftest import HOUR
from tests.shopper import Shopper

ROOT = Path(settings.BASE_DIR)
APPS = ("shop", "catalog", "cart", "checkout", "recovery", "analytics")


def test_no_task_of_the_shop_takes_an_argument():
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if name.split(".")[0] in APPS}
    assert len(ours) >= 9
    taken = {name: list(inspect.signature(task.run).parameters) for name, task in ours.items()}
    assert taken == {name: [] for name in ours}


def test_nothing_is_put_into_the_queue_but_the_name_of_a_task():
    sends = re.compile(r".*(?:send_task|apply_async|\.delay|\.signature)\(.*")
    paths = [path for name in APPS for path in (ROOT / name).rglob("*.py")]
    found = {path.name: sends.findall(path.read_text()) for path in paths}
    assert {name: calls for name, calls in found.items() if calls} == {
        "workers.py": ["        current_app.send_task(task, retry=False)"]
    }


@pytest.fixture
def lines(caplog):
    """Return what was logged, before addresses in it are masked: the mask is the last resort."""

    def read():
        return "\n".join(
            f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records
        )

    return read


def test_the_main_journeys_leave_nobody_in_the_logs(street, lines, client):
    """Search, sign in, buy with a declined card, leave, be reminded, come back, stop, be erased."""
    DeliveryMethodFactory()
    cup = VariantFactory(price=1290, weight=400)
    user = UserFactory(email="zoe@demo.example", full_name="Zoé Zebulon")
    zoe = Shopper()
    zoe.get("/search/?q=zebulons-illness")
    zoe.post("/account/login/", {"login": user.email, "password": "wrong-zebulon"})
    zoe.post("/account/login/", {"login": user.email, "password": "correct horse"})
    address = {"delivery-name": "Zoé Zebulon", "delivery-line1": "1 rue Zebulon"}
    zoe.add(cup).give_email(user.email, wants_reminders="1")
    zoe.give_address(**address, **{"delivery-phone": "nonsense-zebulon"}).give_address(**address)
    zoe.choose_delivery().pay().at_bank("refuse", error="declined")
    street.after(3 * HOUR)
    order, episode = Order.objects.get(), Episode.objects.get()
    links = make_links(episode, *LinkPurpose)
    for link in links:
        path = re.sub(r"^https?://[^/]*", "", link)
        Shopper().get(path).post(path, {"do": "stop"})
    secrets = [link.rstrip("/").rsplit("/", 1)[1] for link in links]
    secrets += [zoe.client.cookies[name].value for name in ("cart", "order", "sessionid")]
    erase_person(subject_of_person(order.person), by="command")
    logged = lines()
    assert "person_erased" in logged
    assert "route" in logged
    for secret in (user.email, "zebulon", *secrets):
        assert secret.casefold() not in logged.casefold(), secret
