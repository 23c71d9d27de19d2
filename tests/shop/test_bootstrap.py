import os
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / ".ci" / "bootstrap"


@pytest.mark.slow
def test_an_environment_that_was_left_half_made_is_made_anew(tmp_path):
    venv = tmp_path / "half made"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    offline = {**os.environ, "PIP_NO_INDEX": "1"}
    command = ["sh", BOOTSTRAP, sys.executable, venv, "0.0.0"]
    subprocess.run(command, cwd=tmp_path, env=offline, check=False)
    subprocess.run([venv / "bin" / "python", "-m", "pip", "--version"], check=True)
