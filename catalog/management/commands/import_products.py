"""``manage.py import_products --format shopify FILE``: another shop's products, from its CSV."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.feeds.importing import Format, import_feed
from catalog.feeds.journal import Entry, Journal


class Command(BaseCommand):
    help = (
        "Import products from a CSV file. Run it twice: the second run changes nothing. "
        "Exits with 1 if a row was refused; the other rows are imported all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, in UTF-8")
        parser.add_argument(
            "--format", required=True, choices=[feed.value for feed in Format], help="who wrote it"
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="the language of its texts (default: %(default)s)",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, report all")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        report = None if options["json"] else self._report
        with _Progress() as bar:
            journal = import_feed(
                path=path,
                feed_format=Format(options["format"]),
                language=options["language"],
                is_rehearsal=options["dry_run"],
                journal=Journal(str(path), report) if report else Journal(str(path)),
                on_progress=bar.show,
            )
        self._summarise(journal, is_rehearsal=options["dry_run"], as_json=options["json"])
        if journal.problems:
            sys.exit(1)

    def _report(self, kind: str, entry: Entry) -> None:
        self.stderr.write(f"{kind}: {entry}", self.style.ERROR if kind == "refused" else None)

    def _summarise(self, journal: Journal, *, is_rehearsal: bool, as_json: bool) -> None:
        found = journal.as_dict()
        if as_json:
            self.stdout.write(json.dumps({"dry_run": is_rehearsal, **found}, ensure_ascii=False))
            return
        self.stdout.write(
            f"{'Dry run, nothing was changed. ' if is_rehearsal else ''}"
            f"{found['rows']} rows read. Products: {found['created']} created, "
            f"{found['changed']} changed, {found['unchanged']} unchanged. "
            f"Rows: {found['refused']} refused, {found['skipped']} left out."
        )


class _Progress:
    """A bar on stderr, where a person looks; nothing in a log."""

    def __enter__(self) -> Self:
        self._bar = tqdm(unit="B", unit_scale=True, disable=None, leave=False)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bar.close()

    def show(self, done: int, size: int) -> None:
        self._bar.total = size
        self._bar.update(done - self._bar.n)
