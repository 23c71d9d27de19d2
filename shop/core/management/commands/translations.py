"""``translations``: what of the shop is not translated yet, and the files Django reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop.core import translation


class Command(BaseCommand):
    help = "Compile the translations; with --update first collect the texts of the shop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--update", action="store_true", help="collect the texts anew")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in translation.catalogues():
            if options["update"]:
                catalogue = translation.update(Path(settings.BASE_DIR), path.parent.parent)
                missing = len(translation.missing(catalogue))
                self.stdout.write(f"{path}: {len(catalogue)} texts, {missing} to translate")
            translation.compiled(path)
