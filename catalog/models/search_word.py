from typing import ClassVar

from django.db import models


class SearchWord(models.Model):
    """A word of names, brands, categories and attributes, as it is spelt there in lower case.

    A mistyped word is compared with these. ``plain`` is the word without accents and joiners.
    Written by ``catalog.search.vocabulary``, in the transaction of the product that has it. A word
    may be there twice: were it unique, a transaction would have to wait for another that adds the
    same one, for as long as an import takes.
    """

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=40)
    plain = models.CharField(max_length=40)

    class Meta:
        default_permissions: ClassVar = []
        indexes: ClassVar = [
            # Serves the question which words of a product are known already.
            models.Index(name="search_word_known", fields=["word", "language"]),
        ]

    def __str__(self) -> str:
        return self.word
