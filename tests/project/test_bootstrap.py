"""What a newcomer reads when their machine lacks something: one line, with the cure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / ".ci/bootstrap"

OLD = """#!/bin/sh
case "$*" in
  *version_info*) exit 1;;
  --version) echo "Python 3.9.2";;
esac
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in
  *ensurepip*) exit 1;;
esac
"""


def bootstrap(python, folder, **kwargs):
    return subprocess.run(
        ["sh", "-s", str(python), ".venv", "0"],
        input=BOOTSTRAP.read_text(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **kwargs,
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (OLD, "Python 3.9.2 is too old. Install Python 3.11 or newer"),
        (WITHOUT_VENV, "no venv module. Install it (Debian: apt install python3-venv)"),
    ],
)
def test_a_python_that_will_not_do(tmp_path, script, words):
    python = tmp_path / "python3"
    python.write_text(script)
    python.chmod(0o755)
    result = bootstrap(python, tmp_path)
    assert result.returncode == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_python_at_all(tmp_path):
    result = bootstrap("python-of-nobody", tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith(
        "panier: no python-of-nobody here. Install Python 3.11 or newer"
    )
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    tmp_path.chmod(0o500)
    result = bootstrap(sys.executable, tmp_path)
    assert result.returncode == 1
    assert "Clone the project into a folder of yours" in result.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_a_folder_of_somebody_else(tmp_path):
    """Root may write everywhere, so it is asked as nobody."""
    result = bootstrap("python3", "/", user="nobody", env={"PATH": os.environ["PATH"]})
    assert result.returncode == 1
    assert "Clone the project into a folder of yours" in result.stderr
