import pytest

from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.shopper import Shopper


@pytest.fixture
def variant(db):
    """A thing for 12.90, ten of them, and a way to bring it for 4.90."""
    DeliveryMethodFactory(name_en="By post", name_fr="Par la poste")
    return VariantFactory(sku="CUP", price=1290, weight=400)


@pytest.fixture
def shopper():
    return Shopper()
