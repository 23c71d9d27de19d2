import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shop.demo import children as module
from shop.demo import tether
from shop.demo.children import ChildDied, Children

FOR_EVER = "import time; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); {FOR_EVER}"


def is_alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def eventually(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def children(tmp_path):
    with Children(tmp_path / "logs") as children:
        yield children


def start(children, code, name="web"):
    return children.start(name, ["-S", "-c", code], dict(os.environ))


def test_a_child_that_dies_is_named_with_its_log(children):
    child = start(children, "print('why'); raise SystemExit(3)")
    with pytest.raises(ChildDied, match=rf"^web stopped \(exit status 3\); see {child.log}$"):
        children.watch()
    assert child.log.read_text() == "why\n"


def test_a_child_that_is_killed_is_named_with_the_signal(children):
    child = start(children, FOR_EVER)
    os.kill(child.process.pid, signal.SIGKILL)
    with pytest.raises(ChildDied, match="killed by SIGKILL"):
        children.watch()


def test_watch_ends_when_its_condition_holds(children):
    child = start(children, "print('ready', flush=True); " + FOR_EVER)
    children.watch(until=lambda: child.log.read_text() == "ready\n")
    assert is_alive(child.process.pid)


def test_leaving_stops_all_whatever_happens(tmp_path):
    with pytest.raises(KeyboardInterrupt), Children(tmp_path) as children:  # noqa: PT012
        pids = [start(children, FOR_EVER, name).process.pid for name in ("web", "worker")]
        raise KeyboardInterrupt
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_a_deaf_child_and_its_own_children_are_killed(children, monkeypatch):
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.1)
    code = f"import os; print(os.fork(), flush=True); {DEAF}"
    child = start(children, code)
    assert eventually(lambda: child.log.read_text().count("1\n") >= 2)
    grandchild = max(int(line) for line in child.log.read_text().split())
    children.stop()
    assert not is_alive(child.process.pid)
    assert eventually(lambda: not is_alive(grandchild))


def test_a_killed_parent_takes_its_children_along():
    code = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-S', sys.argv[1], str(os.getpid()),"
        " sys.executable, '-S', '-c', 'print(1, flush=True); import time; time.sleep(60)'],"
        " stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", code, tether.__file__], stdout=subprocess.PIPE, check=False
    )
    assert parent.returncode == -9
    assert eventually(lambda: not is_alive(int(parent.stdout)))
