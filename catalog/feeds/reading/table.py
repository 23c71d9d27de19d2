"""A CSV file as a stream of rows. One bad row never costs another."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from catalog.feeds.journal import Journal, Refusal, Unreadable

LONGEST_LINE = 1_000_000  # bytes; what is longer is no line of a product feed
_UNFIT = re.compile("[\0\udc80-\udcff]")  # NUL, and bytes that are no UTF-8 (PEP 383)
_FIRST_ESCAPED = 0xDC00
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class _Torn(Refusal):
    """Where the row ends is not sure."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by column name; ``offset`` is where its bytes begin, for ``Table.row_at``."""

    number: int
    offset: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the trimmed cell; a column that the file lacks is an empty one."""
        return self.cells.get(column, "").strip()


class Table:
    """The rows of a CSV file with commas, in UTF-8 with or without BOM, the column names first.

    Raises Unreadable when nothing of the file can be used.
    """

    def __init__(self, path: Path, *, required: tuple[str, ...]) -> None:
        try:
            self._file = path.open("rb")
            self._again = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            cause = f"cannot be opened ({error.strerror}). Give the path of a CSV file."
            raise Unreadable(cause=cause) from error
        self.position = 0
        try:
            self.columns = self._read_columns(required)
        except Unreadable:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._again.close()

    def rows(self, journal: Journal) -> Iterator[Row]:
        """Yield the good rows from the first on; tell ``journal`` about the bad ones."""
        lines = _Lines(self._file, self._start)
        number = 1
        while (read := _Read.next(lines)) is not None:
            number += 1
            self.position = lines.position
            if not any(read.cells) and not read.fault:
                continue
            journal.rows += 1
            try:
                yield self._row(read, number)
            except Refusal as refusal:
                journal.refuse(number, refusal)
                if isinstance(refusal, _Torn) and read.line_count > 1:
                    # A quote that was left open swallowed the rows after it. Give them back.
                    lines.rewind(read.second_line)

    def row_at(self, offset: int, number: int) -> Row:
        """Return a row that ``rows`` gave before."""
        read = _Read.next(_Lines(self._again, offset))
        if read is None:
            message = "there is no row at this place"
            raise ValueError(message)
        return self._row(read, number)

    def _read_columns(self, required: tuple[str, ...]) -> list[str]:
        start = self._file.read(len(codecs.BOM_UTF8))
        if start.startswith(_UTF_16):
            cause = "this is UTF-16. Save it as “CSV UTF-8” and import it again."
            raise Unreadable(cause=cause)
        lines = _Lines(self._file, len(start) if start == codecs.BOM_UTF8 else 0)
        read = _Read.next(lines)
        if read is None or (not any(read.cells) and not read.fault):
            cause = "the file has no column names. Export it again with them in the first row."
            raise Unreadable(cause=cause, row=1)
        names = [cell.strip() for cell in read.cells]
        _check_columns(names, read.fault, required)
        self._start = self.position = lines.position
        return names

    def _row(self, read: "_Read", number: int) -> Row:
        if read.fault:
            raise _Torn(column="", cause=read.fault)
        count = len(self.columns)
        if len(read.cells) < count or any(read.cells[count:]):
            cause = (
                f"has {len(read.cells)} cells where the column names are {count}. "
                "A comma or a quote is missing, or one too many."
            )
            raise _Torn(column="", cause=cause)
        cells = dict(zip(self.columns, read.cells, strict=False))
        for column, cell in cells.items():
            if unfit := _UNFIT.search(cell):
                raise Refusal(column=column, cause=_unfit(unfit[0]))
        return Row(number, read.offset, cells)


class _Lines:
    """The lines of a file as text, from ``position`` on. Bytes that are no UTF-8 are escaped."""

    def __init__(self, file: BinaryIO, position: int) -> None:
        self._file = file
        self.rewind(position)

    def rewind(self, position: int) -> None:
        self._file.seek(position)
        self.position = position

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.position += len(line)
        if len(line) == LONGEST_LINE:
            message = "line too long"
            raise csv.Error(message)
        return line.decode("utf-8", "surrogateescape")


@dataclass(slots=True)
class _Read:
    """What the CSV parser made of the lines of one row."""

    offset: int
    second_line: int = 0
    line_count: int = 0
    fault: str = ""
    cells: list[str] | tuple[()] = ()

    @classmethod
    def next(cls, lines: _Lines) -> "_Read | None":
        """Return the next row, or None at the end. A parser a row: a fault leaves no trace."""
        read = cls(lines.position)
        try:
            read.cells = next(csv.reader(read._counted(lines), strict=True), ())
        except csv.Error as error:
            read.fault = f"a quote is not closed or stands in a wrong place ({error}). Correct it."
        return read if read.line_count or read.fault else None

    def _counted(self, lines: _Lines) -> Iterator[str]:
        for line in lines:
            self.line_count += 1
            if self.line_count == 1:
                self.second_line = lines.position
            yield line


def _check_columns(names: list[str], fault: str, required: tuple[str, ...]) -> None:
    if fault:
        raise Unreadable(cause=f"the column names cannot be read: {fault}", row=1)
    if unfit := _UNFIT.search("".join(names)):
        raise Unreadable(cause=_unfit(unfit[0]), row=1)
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        cause = "the columns are not separated by commas. Save it as CSV with commas."
        raise Unreadable(cause=cause, row=1)
    for name in required:
        if name not in names:
            cause = f"the column “{name}” is missing. Is it the right format? Export it again."
            raise Unreadable(cause=cause, row=1, column=name)
    if repeated := next((name for name in names if name and names.count(name) > 1), None):
        cause = f"the column “{repeated}” is there twice. Remove or rename one."
        raise Unreadable(cause=cause, row=1, column=repeated)


def _unfit(sign: str) -> str:
    if sign == "\0":
        return "has a NUL byte. The file is damaged or no text; export it again."
    byte = ord(sign) - _FIRST_ESCAPED
    likely = bytes([byte]).decode("cp1252", "replace")
    return (
        f"the byte 0x{byte:02X} is not UTF-8 (“{likely}” in Windows-1252). "
        "Save the file as “CSV UTF-8” and import it again."
    )
