"""Which texts of delivery methods exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from cart.models import DeliveryMethod


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name", "description")
    required_languages = ()
