"""What the demo shop answers, on either database (the cases: ``relevance``)."""

import pytest
from django.db import transaction

from catalog.facets.listing import Listed
from catalog.models import Product
from catalog.search import did_you_mean, search
from shop.demo import loading
from shop.demo.reading import read_catalogue
from tests.catalog.search.relevance import CASES, RIGHT_OR_STRANGE, TYPOS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def slugs(django_db_setup, django_db_blocker):
    """The demo's products, loaded once, without their pictures: what is looked at are words."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(loading, "create_picture", lambda *args, **kwargs: None)
        patch.setattr(loading, "ContentFile", lambda *args, **kwargs: "")
        loading.load_catalogue(read_catalogue())
        yield dict(Product.objects.values_list("pk", "slug"))
        transaction.set_rollback(True)


def first(results, slugs):
    return slugs[results.product_ids[0]] if results.product_ids else None


@pytest.mark.parametrize(("language", "text", "slug"), CASES)
def test_search_finds_first(slugs, language, text, slug):
    results = search(text, language=language)
    assert first(results, slugs) == slug


@pytest.mark.parametrize(("language", "text", "meant", "slug"), TYPOS)
def test_a_typo_is_understood(slugs, language, text, meant, slug):
    assert search(text, language=language) == Listed([], 0)
    assert did_you_mean(text, language=language) == meant
    assert first(search(meant, language=language), slugs) == slug


@pytest.mark.parametrize(("language", "text"), RIGHT_OR_STRANGE)
def test_nothing_is_offered_for_what_is_no_typo(slugs, language, text):
    assert did_you_mean(text, language=language) is None
