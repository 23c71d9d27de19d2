"""Staff hear once that work is late, every six hours while it is, and once that it is not (R16)."""

from datetime import timedelta

import pytest

from shop.core.heartbeat import alarm
from shop.core.heartbeat.alarm import look, watch
from shop.core.heartbeat.models import Alarm, Heartbeat
from tests.admin_rows import message
from tests.conftest import NOON
from tests.core.heartbeat.conftest import HOUR, LONG_AGO, MINUTE

SWEEP, DUE = "job:sweep", "waiting:messages_due"
NOTHING = ([], [])


@pytest.fixture
def staff_heard(settings, monkeypatch):
    """What staff were told; ``staff_heard.is_deaf`` when their service does not answer."""

    class Heard(list):
        is_deaf = False

        def notify(self, title, body):
            if self.is_deaf:
                return False
            self.append((title, body))
            return True

    heard = Heard()
    settings.STAFF_ALERT_URLS = ["json://127.0.0.1"]
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr(alarm, "notify", heard.notify)
    return heard


@pytest.fixture
def dead_sweep(jobs, staff_heard):
    """The sweep ended at noon for the last time; six minutes later staff have heard so."""
    at = jobs.after(6 * MINUTE, but={"sweep"})
    assert watch(at=at, since=LONG_AGO) == ([SWEEP], [])
    return at


def test_nothing_is_late(jobs, staff_heard):
    assert look(at=NOON) == []
    assert watch(at=NOON, since=LONG_AGO) == NOTHING
    assert (staff_heard, Alarm.objects.count()) == ([], 0)


def test_staff_are_told_what_and_since_when(jobs, staff_heard, settings):
    message(1, due_at=NOON)
    Heartbeat.objects.filter(job="tell-staff").delete()
    at = jobs.after(16 * MINUTE, but={"sweep"})
    assert watch(at=at, since=LONG_AGO) == ([SWEEP, "job:tell-staff", DUE], [])
    ((title, body),) = staff_heard
    assert title == "Panier: regular work is late"
    assert body.splitlines() == [
        "The search for abandoned orders: last run 03/04/2026 1 p.m.",
        "Telling staff what they should know at once: has never run",
        "Messages to be sent: 1, the oldest since 03/04/2026 1 p.m.",
        "Do the workers run, and the scheduler?",
        "http://127.0.0.1:8000/admin/",
    ]


def test_it_is_told_in_the_language_of_the_shop(jobs, staff_heard, settings):
    settings.LANGUAGE_CODE = "fr"
    at = jobs.after(6 * MINUTE, but={"sweep"})
    watch(at=at, since=LONG_AGO)
    assert staff_heard[0][0] == "Panier\u00a0: des tâches régulières sont en retard"


def test_once_and_again_every_six_hours(dead_sweep, jobs, staff_heard):
    for _ in range(5):
        assert watch(at=jobs.after(HOUR, but={"sweep"}), since=LONG_AGO) == NOTHING
    assert watch(at=jobs.after(HOUR, but={"sweep"}), since=LONG_AGO) == ([SWEEP], [])
    assert watch(at=jobs.after(MINUTE, but={"sweep"}), since=LONG_AGO) == NOTHING
    assert len(staff_heard) == 2


def test_once_when_it_is_over(dead_sweep, jobs, staff_heard):
    at = jobs.after(MINUTE)
    assert watch(at=at, since=LONG_AGO) == ([], [SWEEP])
    assert watch(at=at, since=LONG_AGO) == NOTHING
    assert staff_heard[1:] == [
        ("Panier: regular work is in time again", "The search for abandoned orders")
    ]
    assert not Alarm.objects.exists()


def test_the_next_standstill_is_told_anew(dead_sweep, jobs):
    watch(at=jobs.after(MINUTE), since=LONG_AGO)
    at = jobs.after(6 * MINUTE, but={"sweep"})
    assert watch(at=at, since=LONG_AGO) == ([SWEEP], [])


def test_another_trouble_is_told_by_itself(dead_sweep, jobs, staff_heard):
    at = jobs.after(6 * MINUTE, but={"sweep", "send-refunds"})
    assert watch(at=at, since=LONG_AGO) == (["job:send-refunds"], [])


def test_ten_watchers_tell_once(jobs, staff_heard, monkeypatch):
    """Each of them looks while the first one is telling."""
    at = jobs.after(6 * MINUTE, but={"sweep"})
    others = []

    def meanwhile(title, body):
        others.extend(watch(at=at, since=LONG_AGO) for _ in range(9))
        return staff_heard.notify(title, body)

    monkeypatch.setattr(alarm, "notify", meanwhile)
    assert watch(at=at, since=LONG_AGO) == ([SWEEP], [])
    assert (others, len(staff_heard)) == ([NOTHING] * 9, 1)


def test_two_that_read_the_same_alarm_claim_it_once(dead_sweep, monkeypatch):
    Alarm.objects.update(tell_at=dead_sweep)
    due = Alarm.objects.filter(tell_at__lte=dead_sweep)
    real = list(due)
    monkeypatch.setattr(alarm, "list", lambda _rows: real, raising=False)
    claimed = [alarm._claimed(due.all(), dead_sweep) for _ in range(2)]
    assert claimed == [[SWEEP], []]


@pytest.mark.parametrize("breaks", [False, True])
def test_who_could_not_be_told_is_told_later(jobs, staff_heard, monkeypatch, breaks):
    if breaks:
        monkeypatch.setattr(alarm, "notify", lambda *_: 1 / 0)
    staff_heard.is_deaf = True
    at = jobs.after(6 * MINUTE, but={"sweep"})
    assert watch(at=at, since=LONG_AGO) == NOTHING
    staff_heard.is_deaf = False
    monkeypatch.setattr(alarm, "notify", staff_heard.notify)
    assert watch(at=jobs.after(4 * MINUTE, but={"sweep"}), since=LONG_AGO) == NOTHING
    assert watch(at=jobs.after(MINUTE, but={"sweep"}), since=LONG_AGO) == ([SWEEP], [])


def test_what_is_late_again_before_its_end_was_told_is_late(dead_sweep, jobs, staff_heard):
    staff_heard.is_deaf = True
    assert watch(at=jobs.after(MINUTE), since=LONG_AGO) == NOTHING
    staff_heard.is_deaf = False
    at = jobs.after(6 * MINUTE, but={"sweep"})
    assert watch(at=at, since=LONG_AGO) == ([SWEEP], [])
    assert Alarm.objects.get().ended_at is None


def test_a_watch_that_has_just_begun_gives_jobs_the_time_to_run(jobs, staff_heard):
    """After a night in which all stood still, and in a new shop."""
    Heartbeat.objects.filter(job__startswith="send").delete()
    at = jobs.after(10 * HOUR, but=jobs.names)
    assert watch(at=at, since=at) == NOTHING
    later = at + 5 * MINUTE
    assert len(watch(at=later, since=at + timedelta(seconds=1))[0]) == 0
    told, _ = watch(at=later, since=at)
    assert set(told) == {
        f"job:{job}" for job in jobs.names if not job.startswith(("find", "forg", "tend"))
    }


def test_a_watch_that_has_just_begun_ends_no_alarm(dead_sweep, jobs, staff_heard):
    at = jobs.after(MINUTE, but={"sweep"})
    assert watch(at=at, since=at) == NOTHING
    assert len(staff_heard) == 1


def test_without_a_service_the_log_says_it_once(jobs, settings, monkeypatch):
    lines = []
    monkeypatch.setattr(
        "shop.core.heartbeat.alarm.log.error", lambda *args, **_: lines.append(args)
    )
    settings.STAFF_ALERT_URLS = []
    at = jobs.after(6 * MINUTE, but={"sweep"})
    assert [watch(at=at, since=LONG_AGO) for _ in range(2)] == [([SWEEP], []), NOTHING]
    assert lines == [("regular_work_late",)]
