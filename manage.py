#!/usr/bin/env python3
"""Command line of the shop: ``python manage.py help`` lists what it can do."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run `make setup`, then use `.venv/bin/python`.")
    if sys.argv[1:2] == ["demo"]:
        refuse_in_production()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def refuse_in_production() -> None:
    """The demo is not installed there; "unknown command" would not say why."""
    import environ

    environ.Env.read_env(Path(__file__).with_name(".env"))
    if os.environ.get("PANIER_PROFILE") == "production":
        sys.exit(
            "panier: the demo has known passwords; it never runs with PANIER_PROFILE=production."
        )


if __name__ == "__main__":
    main()
