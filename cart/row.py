"""A line of a cart as it stands now."""

from dataclasses import dataclass, field

from cart.notices import Notice, notices
from cart.pricing import Item, PricedItem
from catalog.pages.addresses import address
from catalog.pages.availability import Availability
from catalog.pages.images import Image
from catalog.quantities import Quantities


@dataclass(slots=True)
class Row:
    """A line of the cart as the shopper sees it."""

    pk: int
    variant_id: int
    sku: str
    product_id: int
    slug: str
    brand_id: int | None
    category_path: str  # in the tree
    name: str
    quantity: int
    place: str
    unit_price: int
    seen_price: int
    tax_class: str
    weight: int  # grams each
    availability: Availability
    quantities: Quantities
    is_for_sale: bool
    options: list[str] = field(default_factory=list)
    image: Image | None = None
    priced: PricedItem | None = None  # where it counts
    other_quantity: int | None = None  # of another cart that met this one; see the model
    is_offered: bool = False
    is_sensitive: bool = False  # the shopper's business alone; see cart.sparing

    @property
    def url(self) -> str:
        return f"{address('product', self.slug)}?v={self.sku}"

    @property
    def full_name(self) -> str:
        return f"{self.name} ({', '.join(self.options)})" if self.options else self.name

    @property
    def notices(self) -> list[Notice]:
        return notices(
            seen=self.seen_price,
            price=self.unit_price,
            wanted=self.quantity,
            left=self.availability.units,
            is_for_sale=self.is_for_sale,
            quantities=self.quantities,
        )

    @property
    def quantity_before(self) -> int | None:
        """How many there were before another cart's larger quantity was taken over."""
        before = self.other_quantity
        return before if before is not None and before < self.quantity else None

    @property
    def quantity_offered(self) -> int | None:
        """How many another cart held, where that is more and nothing was changed."""
        other = self.other_quantity
        return other if other is not None and other > self.quantity else None

    @property
    def counts(self) -> bool:
        """Whether it can be bought at all; else it is shown, but not in the total."""
        return self.is_for_sale and self.availability.units != 0

    @property
    def gross(self) -> int:
        return self.unit_price * self.quantity

    @property
    def most(self) -> int | None:
        """The most that can be had; None when stock is not counted."""
        return self.availability.units

    @property
    def as_item(self) -> Item:
        """What the calculator is told of it."""
        return Item(
            key=self.variant_id,
            unit_price=self.unit_price,
            quantity=self.quantity,
            tax_class=self.tax_class,
            product=self.product_id,
            brand=self.brand_id,
            path=self.category_path,
        )
