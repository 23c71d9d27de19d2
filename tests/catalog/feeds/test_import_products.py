import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product

pytestmark = pytest.mark.django_db

GOOD = {"Handle": "a", "Title": "Apple", "Variant Price": "2.50", "Variant SKU": "A"}
BAD = {"Handle": "b", "Title": "Bread", "Variant Price": "abc", "Variant SKU": "B"}


@pytest.fixture
def command():
    """Run the command; return its exit code and what it wrote on stdout and stderr."""

    def call(*args):
        out, err = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command("import_products", *map(str, args), stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        return code, out.getvalue(), err.getvalue()

    return call


def test_good_file_exits_with_0(command, write_feed):
    code, out, err = command("--format", "shopify", write_feed([GOOD]))
    assert (code, err) == (0, "")
    assert out == (
        "1 rows read. Products: 1 created, 0 changed, 0 unchanged. Rows: 0 refused, 0 left out.\n"
    )
    assert Product.objects.get().name_fr == "Apple"


def test_refused_row_is_explained_and_exits_with_1(command, write_feed):
    path = write_feed([BAD, GOOD])
    code, out, err = command("--format", "shopify", path)
    assert code == 1
    assert err.startswith(f"refused: {path}, row 2, Variant Price: “abc” is not a price. Write one")
    assert "1 created" in out
    assert "1 refused" in out


def test_json_says_it_all(command, write_feed):
    path = write_feed([BAD, GOOD])
    code, out, err = command("--format", "shopify", "--json", "--dry-run", path)
    found = json.loads(out)
    problems = found.pop("problems")
    assert (code, err) == (1, "")
    assert found == {
        "file": str(path),
        "dry_run": True,
        "rows": 2,
        "created": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "skipped": 0,
        "notes": [],
    }
    assert [(p["file"], p["row"], p["column"]) for p in problems] == [
        (str(path), 2, "Variant Price"),
    ]
    assert not Product.objects.exists()


def test_language_is_chosen(command, write_feed):
    command("--format", "shopify", "--language", "en", write_feed([GOOD]))
    assert Product.objects.values_list("name_en", "name_fr").get() == ("Apple", None)


def test_dry_run_says_that_nothing_was_changed(command, write_feed):
    code, out, _err = command("--format", "shopify", "--dry-run", write_feed([GOOD]))
    assert code == 0
    assert out.startswith("Dry run, nothing was changed. 1 rows read. Products: 1 created")
    assert not Product.objects.exists()


def test_absent_file_and_folder_are_explained(command, tmp_path):
    code, _out, err = command("--format", "shopify", tmp_path / "none.csv")
    assert code == 1
    assert "none.csv: cannot be opened (No such file or directory). Give the path" in err
    code, _out, err = command("--format", "woocommerce", tmp_path)
    assert code == 1
    assert "cannot be opened (Is a directory)" in err


def test_empty_file_is_explained(command, tmp_path):
    (tmp_path / "empty.csv").touch()
    code, _out, err = command("--format", "woocommerce", tmp_path / "empty.csv")
    assert code == 1
    assert "row 1: the file has no column names" in err


def test_unknown_format_is_refused(command, write_feed):
    with pytest.raises(CommandError, match="invalid choice: 'etsy'"):
        command("--format", "etsy", write_feed([GOOD]))
