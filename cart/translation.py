"""Which texts of delivery methods, zones and promotions exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from cart.models import DeliveryMethod, DeliveryZone, Promotion


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name", "description")
    required_languages = ()


@register(DeliveryZone)
class DeliveryZoneTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ()


@register(Promotion)
class PromotionTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ()
