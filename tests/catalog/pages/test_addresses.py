import pytest
from django.urls import set_script_prefix

from catalog.pages.addresses import address


@pytest.fixture
def below_a_prefix():
    set_script_prefix("/shop/")
    yield
    set_script_prefix("/")


def test_address_of_a_page():
    assert address("product", "tasse") == "/p/tasse/"
    assert address("category", "tasse") == "/c/tasse/"


def test_address_follows_where_the_shop_is_mounted(below_a_prefix):
    assert address("product", "tasse") == "/shop/p/tasse/"
