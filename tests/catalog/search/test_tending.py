import pytest
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.management import call_command

from catalog.models import SearchDocument, SearchWord
from catalog.search import search, tending
from catalog.tasks import tend_search

pytestmark = pytest.mark.django_db


def warnings():
    found = run_checks(tags=["database"], databases=["default"])
    return [warning.msg for warning in found if warning.id == "panier.W006"]


def test_tend_search_writes_anew_what_an_earlier_version_wrote(shop):
    before = list(SearchDocument.objects.order_by("pk").values_list())
    SearchDocument.objects.update(version=None)
    SearchDocument.objects.filter(pk=shop["tea"].pk).update(words="bfcime", version=1)
    SearchWord.objects.all().delete()
    assert search("cime", language="fr").product_ids == [shop["tea"].pk]
    assert warnings() == [
        "9 products are found by words that an earlier version of the shop wrote."
    ]
    assert tending.rewrite_outdated(limit=4) == 4
    assert tend_search() == {"rewritten": 5, "added": 0, "forgotten": 0}
    assert list(SearchDocument.objects.order_by("pk").values_list()) == before
    assert warnings() == []
    assert tend_search() == {"rewritten": 0, "added": 0, "forgotten": 0}


def test_rebuild_search_tells_how_many_words_it_forgot(shop, capsys):
    SearchWord.objects.create(language="fr", word="vieux", plain="vieux")
    call_command("rebuild_search")
    assert capsys.readouterr().out == "9 products indexed, 1 unused words forgotten.\n"
    assert not SearchWord.objects.filter(word="vieux").exists()


def test_searches_work_while_the_index_is_rebuilt(shop, monkeypatch):
    monkeypatch.setattr(tending, "BATCH", 2)
    SearchDocument.objects.update(version=None)
    found = []
    read = tending.documents.read

    def read_and_search(ids):
        found.append(search("robe rouge", language="fr").product_ids)
        return read(ids)

    monkeypatch.setattr(tending.documents, "read", read_and_search)
    call_command("rebuild_search")
    assert found == [[shop["dress"].pk]] * 5


def test_tend_search_looks_for_unused_words_once_a_day(shop):
    tend_search()
    SearchWord.objects.create(language="fr", word="vieux", plain="vieux")
    assert tend_search() == {"rewritten": 0, "added": 0, "forgotten": 0}
    cache.clear()  # what a day does
    assert tend_search() == {"rewritten": 0, "added": 0, "forgotten": 1}
