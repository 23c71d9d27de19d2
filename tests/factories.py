"""Makes objects for tests: valid, boring, and each different from the last."""

import factory
from factory.django import DjangoModelFactory

from cart.models import Cart, DeliveryMethod, DeliveryRate, DeliveryZone, Promotion
from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Product,
    Review,
    Stock,
    Variant,
)
from shop.core.users.models import User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = factory.django.Password("correct horse")


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    slug = factory.Sequence(lambda n: f"category-{n}")
    name_fr = factory.LazyAttribute(lambda o: f"{o.slug} fr")
    name_en = factory.LazyAttribute(lambda o: f"{o.slug} en")

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        tree = model_class.objects
        return tree.add_child(parent, kwargs) if parent else tree.add_root(kwargs)


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = Brand

    slug = factory.Sequence(lambda n: f"brand-{n}")
    name = factory.LazyAttribute(lambda o: o.slug.title())


class AttributeFactory(DjangoModelFactory):
    class Meta:
        model = Attribute

    code = factory.Sequence(lambda n: f"attribute-{n}")
    name_fr = factory.LazyAttribute(lambda o: f"{o.code} fr")
    name_en = factory.LazyAttribute(lambda o: f"{o.code} en")


class AttributeValueFactory(DjangoModelFactory):
    class Meta:
        model = AttributeValue

    attribute = factory.SubFactory(AttributeFactory)
    code = factory.Sequence(lambda n: f"value-{n}")
    name_fr = factory.LazyAttribute(lambda o: f"{o.code} fr")
    name_en = factory.LazyAttribute(lambda o: f"{o.code} en")


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    category = factory.SubFactory(CategoryFactory)
    slug = factory.Sequence(lambda n: f"product-{n}")
    name_fr = factory.LazyAttribute(lambda o: f"{o.slug} fr")
    name_en = factory.LazyAttribute(lambda o: f"{o.slug} en")


class VariantFactory(DjangoModelFactory):
    """A variant to buy, with its product and ``on_hand`` units in stock."""

    class Meta:
        model = Variant
        skip_postgeneration_save = True

    product = factory.SubFactory(ProductFactory)
    sku = factory.Sequence(lambda n: f"SKU-{n}")
    price = 1290
    option_key = factory.LazyAttribute(lambda o: o.sku)

    @factory.post_generation
    def on_hand(self, create, extracted, **kwargs):
        if create:
            Stock.objects.create(variant=self, on_hand=10 if extracted is None else extracted)


class ReviewFactory(DjangoModelFactory):
    """A review that waits to be read, as ``write_review`` leaves it."""

    class Meta:
        model = Review

    product = factory.SubFactory(ProductFactory)
    author = factory.SubFactory(UserFactory)
    stars = 4
    title = factory.Sequence(lambda n: f"title {n}")
    text = "What somebody thinks of it."
    language = "en"


class CartFactory(DjangoModelFactory):
    class Meta:
        model = Cart


class PromotionFactory(DjangoModelFactory):
    class Meta:
        model = Promotion

    code = factory.Sequence(lambda n: f"CODE{n}")
    name_en = factory.LazyAttribute(lambda o: "" if o.code else "Offer")
    percent = 10


class DeliveryZoneFactory(DjangoModelFactory):
    class Meta:
        model = DeliveryZone

    name_fr = factory.Sequence(lambda n: f"zone {n} fr")
    name_en = factory.Sequence(lambda n: f"zone {n} en")
    countries = "FR"


class DeliveryMethodFactory(DjangoModelFactory):
    """A method with ``rates`` such as ``{"price": 490, "least_total": 0}``.

    They are for everywhere, or for a zone of the ``countries`` that are asked for: ``"FR,BE"``.
    """

    class Meta:
        model = DeliveryMethod
        skip_postgeneration_save = True

    name_fr = factory.Sequence(lambda n: f"method {n} fr")
    name_en = factory.Sequence(lambda n: f"method {n} en")

    @factory.post_generation
    def rates(self, create, extracted, **kwargs):
        if create:
            for rate in extracted if extracted is not None else [{"price": 490}]:
                DeliveryRate.objects.create(method=self, **rate)

    @factory.post_generation
    def countries(self, create, extracted, **kwargs):
        if create and extracted:
            everywhere = DeliveryRate.objects.filter(method=self, zone=None)
            everywhere.update(zone=DeliveryZoneFactory(countries=extracted))
