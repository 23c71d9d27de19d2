"""Which texts of delivery methods and promotions exist in each language."""

from modeltranslation.translator import TranslationOptions, register

from cart.models import DeliveryMethod, Promotion


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name", "description")
    required_languages = ()


@register(Promotion)
class PromotionTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ()
