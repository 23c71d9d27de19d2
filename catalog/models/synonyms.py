from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonyms(models.Model):
    """Words that find what other words find; asked at each search by ``catalog.search.synonyms``."""

    words = models.TextField(
        _("words"),
        help_text=_(
            "One word or phrase a line, such as “trainers”. Capitals, accents, plurals and hyphens "
            "make no difference."
        ),
    )
    also_finds = models.TextField(
        _("also find"),
        blank=True,
        help_text=_(
            "Empty: the words above all mean the same, and each finds what the others find. "
            "Otherwise, one a line: the words above also find these, but not the other way round."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=[("", _("both languages")), ("fr", _("French")), ("en", _("English"))],
        help_text=_("In which language these words are to be understood."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering: ClassVar = ["words", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="synonyms_of_something", condition=~models.Q(words="")),
            models.CheckConstraint(
                name="synonyms_language_known", condition=models.Q(language__in=["", "fr", "en"])
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.words.split("\n"))
