"""Reads the texts of the shop out of its code and templates, without system gettext.

Django's own tool needs ``xgettext``, which is not on every machine; Babel reads Python, and
Django's ``templatize`` turns a template's texts into calls that Babel can read too.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A call as templatize writes it: a name of gettext's, then texts and commas up to the bracket.
_CALL = re.compile(
    r"\b(?:n?p?gettext|_)\((?:[^()'\"]|u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\")*\)", re.DOTALL
)
_READ = {".py", ".html", ".txt"}
_NOT_OURS = {"tests", "bench", "migrations", "node_modules", "var"}

Text = tuple[str, int, str | tuple[str, ...], str | None]  # file, line, message, context


def texts(root: Path) -> Iterator[Text]:
    """Yield each text below ``root`` that people may read, in a stable order."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_ours(name))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix in _READ:
                yield from _texts_of(path, path.relative_to(root).as_posix())


def _is_ours(folder: str) -> bool:
    return folder not in _NOT_OURS and not folder.startswith(".")


def update(root: Path, locale: Path) -> Catalog:
    """Bring ``django.po`` of the folder ``locale`` up to date and return its catalogue.

    Translations are kept; a text that is gone is dropped; a new one is left empty, never guessed.
    """
    template = Catalog()
    for file, _line, message, context in texts(root):
        template.add(message, locations=[(file, 0)], context=context)
    path = locale / "LC_MESSAGES" / "django.po"
    catalogue = read(path) if path.exists() else Catalog(locale.name, fuzzy=False)
    template.creation_date = catalogue.creation_date  # the file changes with its texts alone
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = f"# The texts of the shop in the language {locale.name!r}."
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file_object:
        write_po(file_object, catalogue, width=98, sort_output=True, include_lineno=False)
    return catalogue


def compiled(path: Path) -> None:
    """Write the ``.mo`` that Django reads beside the ``.po`` at ``path``.

    A text without its translation is left out, so that people read the English and not nothing.
    """
    catalogue = read(path)
    for message in missing(catalogue):
        catalogue.delete(message.id, message.context)
    with path.with_suffix(".mo").open("wb") as file_object:
        write_mo(file_object, catalogue)


def missing(catalogue: Catalog) -> list[Message]:
    """Return the messages that have no translation, or not one for each of their plural forms."""
    return [message for message in catalogue if message.id and not _is_translated(message)]


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def read(path: Path) -> Catalog:
    with path.open("rb") as file_object:
        return read_po(file_object, locale=path.parent.parent.name)


def catalogues() -> list[Path]:
    """Return the ``django.po`` of each language that has one."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    return sorted(po for folder in folders for po in folder.glob("*/LC_MESSAGES/django.po"))


def _texts_of(path: Path, name: str) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        calls = _CALL.findall(templatize(source, origin=name))
        source = "\n".join(call.replace("\n", "\\n") for call in calls)
    found = extract("python", BytesIO(source.encode()), keywords=_KEYWORDS)
    for line, message, _comments, context in found:
        yield name, line, message, context
