import pytest

from bench import results
from bench.results import Result, kept, ratio_of_absolute, table


def result(name="web.home", value=4.0, floor=4.0, ratio=0.8):
    return Result(
        name=name, value=value, unit="ms", floor=floor, ratio=ratio, rows=10, db="PostgreSQL 15"
    )


@pytest.mark.parametrize(
    ("floor", "ratio", "limit"),
    [
        (4.0, 0.8, 5.0),  # 0.8 of the floor's throughput is 1 / 0.8 of its time
        (4.0, 2.5, 1.6),  # faster than the floor
        (3.0, 0.6, 5.0),
    ],
)
def test_the_limit_follows_the_floor_of_the_run(floor, ratio, limit):
    assert result(floor=floor, ratio=ratio).limit == pytest.approx(limit)


@pytest.mark.parametrize(("value", "is_met"), [(4.99, True), (5.0, True), (5.01, False)])
def test_a_value_is_met_up_to_its_limit(value, is_met):
    assert result(value=value).is_met is is_met


def test_a_promise_in_plain_numbers_does_not_move_with_the_floor():
    for floor in (1.0, 2.5):
        ratio = ratio_of_absolute(1000 / 300, floor)
        assert result(floor=floor, ratio=ratio).limit == pytest.approx(1000 / 300)


def test_a_row_says_how_to_measure_it_again():
    assert result(name="search.query").as_json() == {
        "name": "search.query",
        "value": 4.0,
        "unit": "ms",
        "limit": 5.0,
        "ratio": 0.8,
        "command": 'make bench ARGS="search"',
        "floor": 4.0,
        "rows": 10,
        "db": "PostgreSQL 15",
        "details": {},
    }


def test_groups_that_were_not_run_keep_their_rows():
    earlier = [
        result("web.home", value=1.0).as_json(),
        result("web.gone").as_json(),
        result("mail.order").as_json(),
    ]
    rows = kept(earlier, [result("web.home", value=2.0)])
    assert [(row["name"], row["value"]) for row in rows] == [("mail.order", 4.0), ("web.home", 2.0)]


def test_the_table_marks_what_is_over_its_limit():
    rows = [result(value=5.01).as_json(), result("web.product").as_json()]
    over, ok = table(rows).splitlines()[2:]
    assert "**over**" in over
    assert "| ok |" in ok


def test_writing_keeps_the_words_around_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    monkeypatch.setattr(results, "README", tmp_path / "README.md")
    results.README.write_text(f"before\n{results.START}\nold\n{results.END}\nafter\n")
    written = results.write([result()])
    text = results.README.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert table(written) in text
    assert "old" not in text
