"""An alert that comes true is written about once, whatever is killed, gone again or run twice (S1.3)."""

from datetime import timedelta

import pytest
from django.core import mail

from catalog import stock
from catalog.alerts import mails, things, watching
from catalog.alerts.keeping import erase_alerts
from catalog.alerts.watching import A_DAY, watch
from catalog.models import Alert, Product, Stock
from shop.core import clock as shop_clock
from shop.core.messaging import rendering
from shop.core.messaging.models import Message, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import suppress
from shop.core.messaging.sending import send_due
from tests.catalog.alerts.conftest import ZOE, look
from tests.factories import VariantFactory

pytestmark = pytest.mark.django_db


def restock(variant, units=3):
    stock.count(variant_id=variant.pk, on_hand=units)


def states():
    return list(Alert.objects.order_by("pk").values_list("state", flat=True))


def test_back_in_stock_is_written_once(confirmed, pot):
    confirmed(pot)
    assert look() == 0
    restock(pot)
    assert [look(), look(), look()] == [1, 0, 0]
    assert [letter.to for letter in mail.outbox] == [[ZOE]]
    alert = Alert.objects.get()
    assert (alert.state, alert.email, alert.message) == ("written", "", None)


def test_what_nobody_has_confirmed_is_not_written(wait_for, pot):
    wait_for(pot, is_sure=False)
    restock(pot)
    assert watch(at=shop_clock.now())["written"] == 0


def test_what_others_have_reserved_is_not_back(confirmed, pot):
    confirmed(pot)
    restock(pot, 2)
    stock.reserve({pot.pk: 2})
    assert look() == 0
    stock.release({pot.pk: 1})
    assert look() == 1


@pytest.mark.parametrize(
    "changes",
    [{"is_active": False}, {"least_quantity": 4}, {"quantity_step": 2, "least_quantity": 4}],
)
def test_what_cannot_be_bought_is_not_back(confirmed, pot, changes):
    confirmed(pot)
    type(pot).objects.update(**changes)
    restock(pot, 3)
    assert look() == 0


def test_what_is_not_published_is_not_back(confirmed, pot):
    confirmed(pot)
    Product.objects.update(is_published=False)
    restock(pot)
    assert look() == 0
    Product.objects.update(is_published=True)
    assert look() == 1


def test_what_is_not_counted_any_more_is_back(confirmed, pot):
    confirmed(pot)
    Stock.objects.update(is_tracked=False)
    assert look() == 1


def test_whoever_asked_first_is_written_to_first(confirmed, clock, pot):
    for name in ("zoe", "max", "ana"):
        confirmed(pot, f"{name}@demo.example")
        clock.shift(60)
    restock(pot)
    assert watching.notice_stock(at=shop_clock.now(), limit=2) == 2
    assert states() == ["written", "written", "active"]


def test_sold_out_again_before_the_mail_went_the_alert_waits_on(confirmed, pot):
    """The mail says what there is when it goes: nothing, so that it does not go."""
    confirmed(pot)
    restock(pot)
    assert watch(at=shop_clock.now())["written"] == 1
    restock(pot, 0)
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get(kind="catalog.back_in_stock").reason == "nothing_to_say"
    assert look() == 0
    alert = Alert.objects.get()
    assert (alert.state, alert.email, alert.over_at) == ("active", ZOE, None)
    restock(pot)
    assert [look(), look()] == [1, 0]
    assert len(mail.outbox) == 1


def test_at_night_it_waits_for_the_morning_and_tells_the_stock_of_then(confirmed, clock, pot):
    confirmed(pot)
    clock.move_to("2026-03-04T22:00:00+00:00")
    restock(pot, 8)
    assert look() == 1
    assert mail.outbox == []
    restock(pot, 2)
    clock.move_to("2026-03-05T07:00:00+00:00")
    send_due(limit=10)
    assert "Only 2 left" in mail.outbox[0].body


def test_whoever_asked_anew_meanwhile_has_one_alert(confirmed, wait_for, pot):
    confirmed(pot)
    restock(pot)
    watch(at=shop_clock.now())
    restock(pot, 0)
    wait_for(pot)
    send_due(limit=10)
    look()
    assert states() == ["ended", "active"]


def test_who_cannot_be_written_to_waits_no_more(confirmed, pot):
    confirmed(pot)
    suppress(person=person_for(ZOE), reason=SuppressionReason.COMPLAINED, source="test")
    restock(pot)
    look()
    look()
    assert (states(), mail.outbox, Alert.objects.get().email) == (["ended"], [], "")


def test_an_unclear_attempt_is_never_repeated(confirmed, pot):
    confirmed(pot)
    restock(pot)
    watch(at=shop_clock.now())
    Message.objects.filter(kind="catalog.back_in_stock").update(state="unknown")
    assert look() == 0
    assert (states(), mail.outbox) == (["written"], [])


def test_erased_before_the_mail_went_nothing_goes(confirmed, pot):
    confirmed(pot)
    restock(pot)
    watch(at=shop_clock.now())
    assert erase_alerts(Alert.objects.all()) == 1
    send_due(limit=10)
    assert mail.outbox == []
    message = Message.objects.get(kind="catalog.back_in_stock")
    assert (message.state, message.reason, message.recipient) == ("skipped", "erased", "")


def test_sensitive_by_now_nothing_goes(confirmed, pot):
    confirmed(pot)
    restock(pot)
    watch(at=shop_clock.now())
    Product.objects.update(is_sensitive=True)
    send_due(limit=10)
    assert mail.outbox == []


def test_a_search_is_repeated_each_day_and_written_once(confirmed, clock, samovar):
    confirmed("samovar")
    assert look() == 0
    samovar()
    assert look() == 0  # it was asked today
    clock.shift(A_DAY)
    assert [look(), look()] == [1, 0]
    clock.shift(A_DAY)
    assert look() == 0
    assert [letter.subject for letter in mail.outbox] == ["Found for “samovar”, as you asked"]


def test_what_appeared_before_it_was_confirmed_is_told_at_once(confirmed, samovar):
    samovar()
    confirmed("samovar")
    assert look() == 1


@pytest.mark.parametrize("fields", [{"on_hand": 0}, {"is_published": False}])
def test_what_cannot_be_had_has_not_appeared(confirmed, samovar, fields):
    samovar(**fields)
    confirmed("samovar")
    assert look() == 0
    assert states() == ["active"]


def test_one_search_serves_all_who_wait_for_it(confirmed, samovar, monkeypatch):
    asked = []
    search = things.search
    for name in ("zoe", "max", "ana"):
        confirmed("samovar", f"{name}@demo.example")
    monkeypatch.setattr(things, "search", lambda *a, **k: asked.append(a) or search(*a, **k))
    samovar()
    assert watch(at=shop_clock.now())["written"] == 3
    assert asked == [("samovar",)]


def test_searches_come_in_batches_the_longest_ago_first(confirmed, clock):
    for name in ("one", "two", "three"):
        confirmed(f"samovar {name}")
    watching.repeat_searches(at=shop_clock.now(), limit=2)
    looked = Alert.objects.filter(looked_at=shop_clock.now())
    assert sorted(looked.values_list("words", flat=True)) == ["samovar one", "samovar two"]
    watching.repeat_searches(at=shop_clock.now(), limit=2)
    assert looked.count() == 3


def test_a_search_with_a_sensitive_hit_is_not_kept(confirmed, clock, samovar):
    confirmed("samovar")
    samovar(is_sensitive=True)
    assert look() == 0
    assert (Alert.objects.count(), mail.outbox) == (0, [])


def test_killed_between_alert_and_mail_it_is_written_once(confirmed, pot, monkeypatch):
    def die(**_):
        raise KeyboardInterrupt

    confirmed(pot)
    restock(pot)
    with monkeypatch.context() as patch:
        patch.setattr(watching, "enqueue", die)
        with pytest.raises(KeyboardInterrupt):
            look()
    assert states() == ["active"]
    assert [look(), look()] == [1, 0]
    assert len(mail.outbox) == 1


def test_killed_while_the_mail_is_written_down_it_is_written_once(confirmed, pot, monkeypatch):
    confirmed(pot)
    restock(pot)
    enqueue = watching.enqueue

    def put_and_die(**fields):
        enqueue(**fields)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watching, "enqueue", put_and_die)
        with pytest.raises(KeyboardInterrupt):
            look()
    assert (states(), Message.objects.filter(kind="catalog.back_in_stock").count()) == (
        ["active"],
        0,
    )
    assert [look(), look()] == [1, 0]


@pytest.mark.parametrize("thing", ["pot", "samovar"])
def test_of_two_workers_one_writes(confirmed, pot, samovar, monkeypatch, thing):
    """The second looks just before the first one's statement."""
    confirmed(pot if thing == "pot" else "samovar")
    restock(pot)
    samovar()
    living, seen = watching.living, []

    def meet(person):
        if not seen:
            seen.append("looks")
            seen.append(watch(at=shop_clock.now())["written"])
        return living(person)

    monkeypatch.setattr(watching, "living", meet)
    assert (look(), seen) == (0, ["looks", 1])
    assert len(mail.outbox) == 1


def test_the_cost_follows_alerts_that_came_true(confirmed, pot, django_assert_num_queries):
    for number in range(3):
        confirmed(VariantFactory(on_hand=0), f"max{number}@demo.example")
    confirmed(pot)
    for _ in range(2):
        with django_assert_num_queries(3):
            watch(at=shop_clock.now())
        for number in range(30):
            VariantFactory(product=pot.product, on_hand=number)


def test_time_that_is_over_writes_nothing(confirmed, clock, pot):
    confirmed(pot)
    clock.shift(timedelta(days=180))
    restock(pot)
    assert look() == 0


def test_the_kinds_of_mail_have_writers():
    kinds = {mails.CONFIRM, watching.BACK_IN_STOCK, watching.SEARCH_ALERT}
    assert kinds <= {*rendering._renderers} & {*rendering._readers}
