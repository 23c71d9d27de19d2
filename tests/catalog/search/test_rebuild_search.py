import pytest
from django.core.management import call_command

from catalog.models import SearchDocument
from catalog.search import search, tending

pytestmark = pytest.mark.django_db


def documents():
    return list(SearchDocument.objects.order_by("pk").values_list())


def test_rebuild_search_writes_what_the_changes_had_written(shop, monkeypatch, capsys):
    monkeypatch.setattr(tending, "BATCH", 4)
    before = documents()
    SearchDocument.objects.filter(pk=shop["tea"].pk).delete()
    SearchDocument.objects.update(words="afold")
    assert search("robe", language="fr").product_ids == []
    for _time in range(2):
        call_command("rebuild_search")
        assert documents() == before
    assert search("robe", language="fr").product_ids == [shop["dress"].pk]
    assert search("old", language="fr").product_ids == []
    assert capsys.readouterr().out == "9 products indexed, 0 unused words forgotten.\n" * 2
