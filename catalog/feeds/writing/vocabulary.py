"""The names that products share: categories, brands, attributes and their values.

Found by the name in the import's language, else by the slug that a new one would get (so that a
name changed by staff stays theirs), else made. What was found is remembered; after a failed write
call ``forget``, because what it had made is gone again.
"""

from django.db.models import Model, Q
from django.utils.text import slugify

from catalog.feeds.records import Choice, code_of
from catalog.models import Attribute, AttributeValue, Brand, Category


class Vocabulary:
    def __init__(self, language: str) -> None:
        self.language = language
        self._name = f"name_{language}"
        self.forget()

    def forget(self) -> None:
        self._categories: dict[tuple[str, ...], Category] = {}
        self._brands: dict[str, Brand] = {}
        self._attributes: dict[str, Attribute] = {}
        self._values: dict[tuple[str, str], AttributeValue] = {}

    def category(self, names: tuple[str, ...]) -> Category:
        """Return the category at the path ``names``, one or two of them."""
        if names not in self._categories:
            parent = self.category(names[:-1]) if names[:-1] else None
            self._categories[names] = self._find_category(names[-1], parent) or self._make_category(
                names[-1], parent
            )
        return self._categories[names]

    def brand(self, name: str) -> Brand:
        if name not in self._brands:
            self._brands[name] = Brand.objects.filter(
                name__iexact=name
            ).first() or Brand.objects.create(
                name=name, slug=free_slug(Brand, name, max_length=100)
            )
        return self._brands[name]

    def attribute(self, name: str) -> Attribute:
        code = code_of(name, max_length=50)
        if code not in self._attributes:
            self._attributes[code] = Attribute.objects.filter(
                code=code
            ).first() or Attribute.objects.create(code=code, **{self._name: name})
        return self._attributes[code]

    def value(self, choice: Choice) -> AttributeValue:
        """Return the value of ``choice``; a new one stands after those that there are."""
        attribute = self.attribute(choice.name)
        code = code_of(choice.value, max_length=80)
        key = (attribute.code, code)
        if key not in self._values:
            self._values[key] = attribute.values.filter(
                code=code
            ).first() or attribute.values.create(
                code=code, position=attribute.values.count(), **{self._name: choice.value}
            )
        return self._values[key]

    def _find_category(self, name: str, parent: Category | None) -> Category | None:
        place = Category.objects.filter(depth=2 if parent else 1)
        if parent:
            place = place.filter(path__startswith=parent.path)
        found: Category | None = (
            place.filter(**{f"{self._name}__iexact": name}).first()
            or place.filter(slug=_category_slug(name, parent)).first()
        )
        return found

    def _make_category(self, name: str, parent: Category | None) -> Category:
        slug = free_slug(Category, _category_slug(name, parent), max_length=100)
        texts = {"slug": slug, self._name: name}
        made: Category = (
            Category.objects.add_child(parent, texts)
            if parent
            else Category.objects.add_root(texts)
        )
        return made


def free_slug(model: type[Model], text: str, *, max_length: int) -> str:
    """Return the slug of ``text``, with a number behind where another row has it."""
    wish = slugify(text).strip("-_")[: max_length - 6] or code_of(text, max_length=max_length)
    taken = set(
        model._default_manager.filter(  # noqa: SLF001 - Django's public name for it
            Q(slug=wish) | Q(slug__startswith=f"{wish}-")
        ).values_list("slug", flat=True)
    )
    number = 2
    slug = wish
    while slug in taken:
        slug = f"{wish}-{number}"
        number += 1
    return slug


def _category_slug(name: str, parent: Category | None) -> str:
    slug = slugify(name) or code_of(name, max_length=40)
    return f"{parent.slug}-{slug}" if parent else slug
