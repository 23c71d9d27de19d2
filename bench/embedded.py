"""The search on SQLite: ``python -m bench.embedded`` prints CPU milliseconds a search as JSON.

A program of its own, since a process has one database. It has no limit: the promise is about
PostgreSQL, and SQLite is for small shops.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django

ROUNDS = 5


def measured(folder: Path) -> float:
    """Run this module over a new database in ``folder`` and return what it found."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.embedded"],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{folder}/embedded.sqlite3"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(json.loads(found.stdout.splitlines()[-1])["ms"])


def main() -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs the environment

    from bench import shops  # noqa: PLC0415
    from bench.searches import QUERIES, search_all  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    shops.fill()
    search_all()
    before = time.process_time()
    for _ in range(ROUNDS):
        search_all()
    spent = time.process_time() - before
    print(json.dumps({"ms": spent * 1000 / ROUNDS / len(QUERIES)}))


if __name__ == "__main__":
    main()
