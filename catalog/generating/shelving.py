"""What all invented products share: categories, brands and the vocabulary of attributes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from catalog.generating.vocabulary import Vocabulary, Words
from catalog.models import Attribute, AttributeValue, Brand, Category


@dataclass(frozen=True)
class Shelving:
    categories: Mapping[Words, Category]
    brands: Mapping[str, Brand]
    attributes: Mapping[str, Attribute]  # by code
    values: Mapping[tuple[str, str], AttributeValue]  # by codes


def shelving(vocabulary: Vocabulary) -> Shelving:
    """Return all of it, creating what is missing; known again by its address or code."""
    attributes = _attributes(vocabulary)
    return Shelving(
        categories=_categories(vocabulary),
        brands={
            name: Brand.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]
            for name in vocabulary.brands
        },
        attributes=attributes,
        values=_values(vocabulary, attributes),
    )


def _categories(vocabulary: Vocabulary) -> dict[Words, Category]:
    known = {category.slug: category for category in Category.objects.all()}
    found = {}
    for department in vocabulary.departments:
        address = _address(department.name)
        top = known.get(address["slug"]) or Category.objects.add_root(address)
        for shelf in department.shelves:
            address = _address(shelf.name)
            below = known.get(address["slug"]) or Category.objects.add_child(top, address)
            found[shelf.name] = below
    return found


def _attributes(vocabulary: Vocabulary) -> dict[str, Attribute]:
    return {
        code: Attribute.objects.get_or_create(
            code=code, defaults={"position": place, "name_fr": name.fr, "name_en": name.en}
        )[0]
        for place, (code, name) in enumerate(vocabulary.attributes.items())
    }


def _values(
    vocabulary: Vocabulary, attributes: Mapping[str, Attribute]
) -> dict[tuple[str, str], AttributeValue]:
    return {
        (code, trait.code): AttributeValue.objects.get_or_create(
            attribute=attributes[code],
            code=trait.code,
            defaults={"position": place, "name_fr": trait.name.fr, "name_en": trait.name.en},
        )[0]
        for code, traits in vocabulary.values.items()
        for place, trait in enumerate(traits)
    }


def _address(name: Words) -> dict[str, str]:
    return {"slug": slugify(name.en), "name_fr": name.fr, "name_en": name.en}
