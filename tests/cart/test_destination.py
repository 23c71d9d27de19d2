import pytest
from django.utils.translation import override

from cart import changing
from cart.delivery import price_list
from cart.destination import Unreached, choose_country, destinations, follow_address
from cart.models import Cart
from tests.factories import DeliveryMethodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _method(db):
    DeliveryMethodFactory(countries="FR,BE,DE")


@pytest.mark.parametrize(
    ("language", "choices"),
    [
        ("fr", [("DE", "Allemagne"), ("BE", "Belgique"), ("FR", "France")]),
        ("en", [("BE", "Belgium"), ("FR", "France"), ("DE", "Germany")]),
    ],
)
def test_destinations_are_what_zones_reach_by_name(language, choices):
    with override(language):
        assert destinations(price_list()) == choices


def test_everywhere_else_is_every_country():
    DeliveryMethodFactory()
    assert len(destinations(price_list())) > 200


def test_a_country_is_chosen_and_counts_as_activity(clock, cart):
    clock.shift(60)
    with override("en"):
        assert choose_country(cart=cart, country="BE") == "Belgium"
    stored = Cart.objects.get()
    assert stored.country == cart.country == "BE"
    assert stored.last_activity_at == cart.last_activity_at
    assert (stored.last_activity_at - stored.created_at).total_seconds() == 60


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("JP", "We do not deliver to this country yet: Japan."),
        ("XX", "Please choose a country from the list."),
        ("", "Please choose a country from the list."),
        ("be", "Please choose a country from the list."),
    ],
)
def test_a_country_that_is_not_reached_is_refused_in_words(cart, country, words):
    with override("en"), pytest.raises(Unreached) as refusal:
        choose_country(cart=cart, country=country)
    assert (refusal.value.words, Cart.objects.get().country) == (words, "")


def test_a_closed_cart_goes_nowhere(cart):
    Cart.objects.update(state="joined")
    with pytest.raises(changing.Closed):
        choose_country(cart=cart, country="BE")


def test_the_estimate_follows_an_address(cart):
    assert follow_address(cart_id=cart.pk, country="DE")
    assert Cart.objects.get().country == "DE"
    assert not follow_address(cart_id=cart.pk, country="DE")
    assert not follow_address(cart_id=None, country="FR")
