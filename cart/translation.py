"""Which texts of delivery methods and zones exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from cart.models import DeliveryMethod, DeliveryZone


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name", "description")
    required_languages = ()


@register(DeliveryZone)
class DeliveryZoneTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ()
