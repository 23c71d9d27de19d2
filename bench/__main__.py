"""``python -m bench [GROUP …]``: measure, write down, and fail when a promise is broken."""

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from bench import database, results, serving

GROUPS = ["cart", "mail", "search", "web", "recovery"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"of: {', '.join(GROUPS)}")
    groups = parser.parse_args().groups or GROUPS
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"unknown groups: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="panier-bench-") as folder, database.own_database():
        os.environ.update(environment(Path(folder)))
        django.setup()
        rows = results.write(_measured(groups))
    print(results.table(rows))
    return int(any(row["value"] > row["limit"] for row in rows))


def environment(folder: Path) -> dict[str, str]:
    """The shop as in production, on this machine, with a cache in each process."""
    return {
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PANIER_PROFILE": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PERSON_HASH_KEYS": f"1:{secrets.token_urlsafe(50)}",
        "DATABASE_URL": database.URL,
        "CELERY_BROKER_URL": "memory://",
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": f"smtp://127.0.0.1:{serving.free_port()}",
        "DEFAULT_FROM_EMAIL": "Panier <bonjour@panier.example>",
        "CARE_EMAIL": "Bench <care@shop.example>",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "http://127.0.0.1",
        "CODE_RATE_LIMIT": "10000000/minute",
        "SEARCH_RATE_LIMIT": "10000000/minute",  # asked, never reached
        "QUIET_HOURS": "",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "INFO",
        "PGAPPNAME": "bench",
    }


def _measured(groups: list[str]) -> list[results.Result]:
    """Prepare the database, and return what the groups found."""
    from django.core.management import call_command  # noqa: PLC0415 - needs the environment

    from bench import cart, mail, many, recovery, search, shops, web  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    # What leaves millions of rows comes after what they might slow down.
    steps: list[tuple[set[str], Callable[[], list[results.Result] | None]]] = [
        ({"search", "web"}, shops.fill),
        (set(GROUPS), database.settled),
        ({"cart"}, cart.measure),
        ({"mail"}, mail.measure),
        ({"search"}, search.measure),
        ({"web"}, web.measure),
        ({"recovery"}, recovery.measure),
        ({"search", "web"}, shops.grow),
        ({"search"}, many.measure_query),
        ({"web"}, many.measure_page),
    ]
    found: list[results.Result] = []
    for wanted_by, step in steps:
        if wanted_by & set(groups):
            started = time.perf_counter()
            found += step() or []
            print(f"{step.__module__}: {time.perf_counter() - started:.0f} s", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
