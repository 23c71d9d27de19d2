import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from shop.core.privacy.record import as_markdown, record


class Command(BaseCommand):
    help = (
        "Write the record of processing activities (GDPR, article 30) from the settings in force."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=codes, default=settings.LANGUAGE_CODE)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            text = (
                json.dumps(record(), ensure_ascii=False, indent=2) + "\n"
                if options["json"]
                else as_markdown()
            )
        self.stdout.write(text, ending="")
