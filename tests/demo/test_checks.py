import os
import socket
import subprocess
import sys

import pytest

from shop.demo import checks


def test_missing_folder_is_made(tmp_path):
    checks.writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "var").touch()
    with pytest.raises(
        checks.CannotStart, match=r"cannot write in .*/var \(File exists\); make it"
    ):
        checks.writable(tmp_path / "var")


@pytest.mark.enable_socket
def test_free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    checks.port_free(port)


@pytest.mark.enable_socket
def test_busy_port_names_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            checks.CannotStart, match=rf"^port {port} is in use; .*PORT=(\d+)$"
        ) as e:
            checks.port_free(port)
    checks.port_free(int(str(e.value).rpartition("=")[2]))


@pytest.mark.enable_socket
def test_impossible_port():
    with pytest.raises(checks.CannotStart, match="there is no port 70000"):
        checks.port_free(70000)


def test_only_one_demo_uses_a_folder(tmp_path):
    pid_file = tmp_path / "demo.pid"
    with (
        checks.only_one(pid_file),
        pytest.raises(checks.CannotStart, match=rf"kill {os.getpid()}$"),
        checks.only_one(pid_file),
    ):
        pass
    with checks.only_one(pid_file):
        pass


def test_killed_demo_leaves_the_folder_free(tmp_path):
    code = (
        "import os, sys, pathlib\n"
        "from shop.demo import checks\n"
        "with checks.only_one(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    pid_file = tmp_path / "demo.pid"
    killed = subprocess.run([sys.executable, "-c", code, str(pid_file)], check=False)
    assert killed.returncode == -9
    assert pid_file.read_text().strip()
    with checks.only_one(pid_file):
        pass
