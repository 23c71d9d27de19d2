"""Invents catalogues of any size, the same one for the same seed: for measures and for trying out.

``vocabulary`` reads the words, ``inventing`` makes one product of them, ``writing`` puts many into
the database.
"""

from catalog.generating.writing import NotEmpty, generate

__all__ = ["NotEmpty", "generate"]
