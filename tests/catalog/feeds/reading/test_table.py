import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.journal import Journal, Unreadable
from catalog.feeds.reading import table as table_module
from catalog.feeds.reading.table import Table


@pytest.fixture
def read(tmp_path):
    """Return the rows (number, cells) of a file with these bytes, and the rows refused."""

    def rows_of(content, required=("a",)):
        path = tmp_path / "feed.csv"
        path.write_bytes(content)
        journal = Journal(path.name)
        with Table(path, required=required) as table:
            rows = [(row.number, list(row.cells.values())) for row in table.rows(journal)]
        return rows, [(entry.row, entry.column) for entry in journal.problems]

    return rows_of


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_rows_are_numbered_like_a_spreadsheet(read, start, end):
    content = start + end.join([b"a,b", b'1,"two', b'lines"', b"", b"3,4", b""])
    lines = f"two{end.decode()}lines"
    assert read(content) == ([(2, ["1", lines]), (4, ["3", "4"])], [])


def test_ragged_rows_are_refused_and_the_others_read(read):
    content = b"a,b\n1\n2,3\n4,5,6\n7,8,,\n"
    assert read(content) == ([(3, ["2", "3"]), (5, ["7", "8"])], [(2, ""), (4, "")])


def test_open_quote_does_not_swallow_the_rows_after_it(read):
    content = b'a,b\n1,"open\n2,two\n3,three\n'
    assert read(content) == ([(3, ["2", "two"]), (4, ["3", "three"])], [(2, "")])


def test_open_quote_before_quoted_rows_costs_its_row_only(read):
    content = b'a,b\n1,"open\n2,"two"\n3,three\n'
    assert read(content) == ([(3, ["2", "two"]), (4, ["3", "three"])], [(2, "")])


def test_text_behind_a_quote_is_refused(read):
    assert read(b'a,b\n1,"x"y\n2,3\n') == ([(3, ["2", "3"])], [(2, "")])


def test_bytes_that_are_no_utf_8_are_refused_with_their_column(read):
    assert read(b"a,b\n1,\xe9t\xe9\n2,\xc3\xa9\n") == ([(3, ["2", "é"])], [(2, "b")])


def test_bad_byte_in_a_cell_of_two_lines_costs_its_row_only(read):
    assert read(b'a,b\n1,"\xe9\nx"\n2,3\n') == ([(3, ["2", "3"])], [(2, "b")])


def test_nul_byte_is_refused(read):
    assert read(b"a,b\n1,x\0y\n2,3\n") == ([(3, ["2", "3"])], [(2, "b")])


def test_endless_line_is_not_read_into_memory(read, monkeypatch):
    monkeypatch.setattr(table_module, "LONGEST_LINE", 100)
    rows, refused = read(b"a,b\n1," + b"x" * 150 + b"\n2,3\n")
    assert rows[-1][1] == ["2", "3"]
    assert refused[0] == (2, "")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "no column names"),
        (b"\n1,2\n", "no column names"),
        (b"\xef\xbb\xbf", "no column names"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"b,c\n", "“a” is missing"),
        (b"a;b\n1;2\n", "commas"),
        (b"a\tb\n1\t2\n", "commas"),
        (b"a,b,b\n", "twice"),
        (b"a,\xe9\n", "0xE9"),
        (b'a,"b\n', "column names cannot be read"),
    ],
)
def test_unreadable_file_says_why(read, content, cause):
    with pytest.raises(Unreadable, match=cause):
        read(content)


def test_folder_and_absent_file_are_unreadable(tmp_path):
    with pytest.raises(Unreadable, match="directory"):
        Table(tmp_path, required=())
    with pytest.raises(Unreadable, match="No such file"):
        Table(tmp_path / "none.csv", required=())


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)
rows = st.lists(st.tuples(cells, cells).filter(any), max_size=8)


@given(rows=rows)
def test_rows_come_back_as_written_and_again_by_their_place(rows, tmp_path_factory):
    text = io.StringIO()
    csv.writer(text).writerows([("a", "b"), *rows])
    path = tmp_path_factory.mktemp("table") / "feed.csv"
    path.write_bytes(text.getvalue().encode())
    with Table(path, required=("a", "b")) as table:
        journal = Journal(path.name)
        read = list(table.rows(journal))
        again = [table.row_at(row.offset, row.number) for row in reversed(read)]
    assert [tuple(row.cells.values()) for row in read] == rows
    assert again[::-1] == read
    assert journal.problems == []


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "feed.csv"
    path.write_bytes(b"a,b\n" + content)
    journal = Journal(path.name)
    with Table(path, required=("a",)) as table:
        read = list(table.rows(journal))
    assert journal.rows == len(read) + len(journal.problems)
