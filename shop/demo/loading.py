"""Puts the demo's catalogue into the database.

What is there already is left alone, whatever has become of it: a second start of the demo must
not undo what somebody tried out in the admin, nor put sold units back on the shelf.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from django.core.files.base import ContentFile

from catalog import stock
from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Complement,
    Picture,
    Product,
    ProductOption,
    Synonyms,
    Variant,
)
from catalog.search.indexing import in_batches
from catalog.variants import set_option_values
from shop.core import clock
from shop.demo import darkroom
from shop.demo.reading import Texts, WrittenCatalogue, WrittenProduct, WrittenVariant

Values = Mapping[str, AttributeValue]  # by "colour:blue"
Place = tuple[int, WrittenProduct]

DOZEN = 12  # products that are created together

# Most products have been there since the shop opened or soon after, and ever fewer came since:
# half of them in the first quarter of that time. Neighbours in a file did not come one after the
# other, so that what is new is a bit of everything: the step and the number of products share no
# factor.
DAYS_SINCE_OPENING = 200
ARRIVAL_STEP = 98


def load_catalogue(
    written: WrittenCatalogue, *, each: Callable[[], object] = lambda: None
) -> list[Product]:
    """Create what is missing of ``written`` and return the products that are new.

    ``each`` is called after every product, new or not. Safe to interrupt and to repeat: products
    are created by the dozen, each with all that belongs to it, or not at all.
    """
    with darkroom.in_use():
        shelves = load_categories(written)
    brands, values = load_brands(written.brands), load_vocabulary(written)
    load_synonyms(written)
    created = []
    for dozen in in_dozens(missing(written, each)):
        with in_batches(), darkroom.in_use():  # in_batches is one transaction, too
            for place, product in dozen:
                row = create_product(
                    product,
                    category=shelves[product.shelf],
                    brand=brands[product.brand],
                    values=values,
                    age=age(place, of=len(written.products)),
                )
                created.append(row)
                each()
            load_complements(written, {product.slug for _place, product in dozen})
    return created


def missing(written: WrittenCatalogue, each: Callable[[], object]) -> list[Place]:
    """Return what is to be created, with its place among all; of the others ``each`` is told."""
    known = set(Product.objects.values_list("slug", flat=True))
    places = []
    for place, product in enumerate(written.products):
        if product.slug in known:
            each()
        else:
            places.append((place, product))
    return places


def load_complements(written: WrittenCatalogue, new: Collection[str]) -> None:
    """Let products say what goes well with them, where one of the two is ``new`` (slugs).

    Each pair comes with the later of the two; what staff made of the older ones stays.
    """
    known = dict(Product.objects.values_list("slug", "pk"))
    Complement.objects.bulk_create(
        Complement(product_id=known[product.slug], complement_id=known[slug], position=position)
        for product in written.products
        for position, slug in enumerate(product.goes_with)
        if known.keys() >= {product.slug, slug} and not {product.slug, slug}.isdisjoint(new)
    )


def in_dozens(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    for start in range(0, len(places), DOZEN):
        yield places[start : start + DOZEN]


def load_brands(names: Mapping[str, str]) -> dict[str, Brand]:
    """Return the brands by slug, creating those that are missing."""
    known = Brand.objects.in_bulk(field_name="slug")
    return {
        slug: known.get(slug) or Brand.objects.create(slug=slug, name=name)
        for slug, name in names.items()
    }


def load_vocabulary(written: WrittenCatalogue) -> Values:
    """Return attribute values by ``"attribute:value"``, creating those that are missing."""
    known = {_address(value): value for value in AttributeValue.objects.select_related("attribute")}
    for place, words in enumerate(written.attributes):
        attribute, _ = Attribute.objects.get_or_create(
            code=words.code, defaults={"position": place, **_texts("name", words.name)}
        )
        for position, (code, name) in enumerate(words.values.items()):
            value = known.get(f"{words.code}:{code}") or AttributeValue.objects.create(
                attribute=attribute, code=code, position=position, **_texts("name", name)
            )
            known[f"{words.code}:{code}"] = value
    return known


def load_synonyms(written: WrittenCatalogue) -> None:
    """Create the synonyms, unless there are any: they have no name by which to know them again."""
    if not Synonyms.objects.exists():
        Synonyms.objects.bulk_create(
            Synonyms(
                words="\n".join(same.words),
                also_finds="\n".join(same.finds),
                language=same.language,
            )
            for same in written.synonyms
        )


def load_categories(written: WrittenCatalogue) -> dict[str, Category]:
    """Return categories and subcategories by slug, creating those that are missing."""
    known = {category.slug: category for category in Category.objects.all()}
    for top in written.categories:
        if top.slug not in known:
            texts = _texts("name", top.name) | _texts("description", top.description)
            picture = ContentFile(top.art.read_bytes(), name=f"{top.slug}.webp")
            known[top.slug] = Category.objects.add_root(
                {"slug": top.slug, "picture": picture, **texts}
            )
        for shelf in top.shelves:
            if shelf.slug not in known:
                known[shelf.slug] = Category.objects.add_child(
                    known[top.slug], {"slug": shelf.slug, **_texts("name", shelf.name)}
                )
    return known


def create_product(
    written: WrittenProduct,
    *,
    category: Category,
    brand: Brand,
    values: Values,
    age: timedelta,
) -> Product:
    """Create a product with its attributes, options, variants, stock and picture."""
    product = Product.objects.create(
        slug=written.slug,
        category=category,
        brand=brand,
        tax_class=written.tax_class,
        created_at=clock.now() - age,
        **_texts("name", written.name),
        **_texts("description", written.description),
    )
    product.attributes.set(values[address] for address in written.attributes)
    for position, address in enumerate(written.variants[0].options):
        ProductOption.objects.create(
            product=product, attribute=values[address].attribute, position=position
        )
    for position, variant in enumerate(written.variants):
        options = [values[address] for address in variant.options]
        create_variant(variant, product=product, options=options, position=position)
    create_picture(written, product=product)
    return product


def create_variant(
    written: WrittenVariant, *, product: Product, options: Iterable[AttributeValue], position: int
) -> Variant:
    """Create a variant with its options and its stock."""
    variant = Variant.objects.create(
        product=product,
        sku=written.sku,
        # Until its options are set, a variant must differ from those before it.
        option_key=written.sku,
        price=written.price,
        weight=written.weight,
        position=position,
    )
    set_option_values(variant=variant, values=list(options))
    stock.count(variant_id=variant.pk, on_hand=written.stock)
    return variant


def create_picture(written: WrittenProduct, *, product: Product) -> Picture:
    """Store the product's picture, in every size that pages ask for."""
    content = ContentFile(written.art.read_bytes(), name=f"{written.slug}.webp")
    return Picture.objects.create(product=product, file=content, **_texts("alt", written.alt))


def age(place: int, *, of: int) -> timedelta:
    """Return how long ago the product at ``place`` among ``of`` came into the shop."""
    before_it = 1 - (place * ARRIVAL_STEP % of) / of  # the share of products older than it
    return timedelta(days=DAYS_SINCE_OPENING * (1 - before_it**2))


def _address(value: AttributeValue) -> str:
    return f"{value.attribute.code}:{value.code}"


def _texts(field: str, texts: Texts) -> dict[str, str]:
    """Return ``{"name_fr": …, "name_en": …}`` for modeltranslation's columns."""
    return {f"{field}_{language}": text for language, text in texts.items()}
