"""Which texts of the catalogue exist in each language (django-modeltranslation finds this file)."""

from modeltranslation.translator import TranslationOptions, register

from catalog.models import Attribute, AttributeValue, Category, Picture, Product


@register(Category)
class CategoryTexts(TranslationOptions):
    fields = ("name", "description")


@register(Attribute)
class AttributeTexts(TranslationOptions):
    fields = ("name",)


@register(AttributeValue)
class AttributeValueTexts(TranslationOptions):
    fields = ("name",)


@register(Product)
class ProductTexts(TranslationOptions):
    fields = ("name", "description")


@register(Picture)
class PictureTexts(TranslationOptions):
    fields = ("alt",)
