"""Tells somebody what is kept about them, as JSON that other programs can read (P5)."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from shop.core import clock
from shop.core.privacy.processing import processing
from shop.core.privacy.subject import Subject

Rows = Iterable[Mapping[str, Any]]
Exporter = Callable[[Subject], Rows]
_exporters: list[tuple[str, Exporter]] = []


def exports_person(key: str) -> Callable[[Exporter], Exporter]:
    """Register what the app gives of the processing ``key``: a mapping a row, with plain names.

    No key of a row, no hash and no secret: what would mean nothing to the person, or open a door.
    """

    def register(exporter: Exporter) -> Exporter:
        _exporters.append((key, exporter))
        return exporter

    return register


def export_person(subject: Subject) -> dict[str, Any]:
    """Return all that is kept about ``subject``, by what it is for; empty parts are told, too."""
    parts: dict[str, list[Any]] = {}
    for key, exporter in _exporters:
        parts.setdefault(key, []).extend(dict(row) for row in exporter(subject))
    return {
        "shop": settings.SHOP_NAME,
        "address": settings.BASE_URL,
        "written_at": clock.now(),
        "kept": [
            {
                "what": str(processing(key).name),
                "why": str(processing(key).why),
                "how_long": str(processing(key).period()),
                "rows": rows,
            }
            for key, rows in parts.items()
        ],
    }


def as_json(subject: Subject) -> str:
    return json.dumps(export_person(subject), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
