"""Choosing among a product's variants, by plain radio buttons: works with no script at all."""

from dataclasses import dataclass, field

from catalog.pages.images import Image
from catalog.pages.queries import Card, Offer


@dataclass(slots=True)
class Choice:
    offer: Offer
    label: str
    is_chosen: bool = False


@dataclass(slots=True)
class Group:
    """The choices that share the first option, such as all sizes of the red one."""

    label: str
    choices: list[Choice] = field(default_factory=list)


class Choices:
    """The variants of ``card``, grouped by their first option when they have more than one.

    ``asked`` is the SKU in the address. Without a valid one, the first variant in stock is chosen.
    """

    def __init__(self, card: Card, options: dict[int, list[tuple[str, str]]], asked: str) -> None:
        self._card = card
        self._options = options
        self.chosen: Offer | None = _chosen(card.offers, asked)
        self.asked = asked if self.chosen and self.chosen.sku == asked else ""
        self.groups = self._grouped()

    @property
    def is_needed(self) -> bool:
        return len(self._card.offers) > 1

    @property
    def has_sold_out(self) -> bool:
        """Whether any of them is out of stock, if not all."""
        return any(offer.availability.state == "out" for offer in self._card.offers)

    @property
    def title(self) -> str:
        """What is chosen, in the shop's own words: ``Colour, size``."""
        for pairs in self._options.values():
            return ", ".join(attribute for attribute, _value in pairs)
        return ""

    @property
    def images(self) -> list[Image]:
        """Pictures of the chosen variant first, none of another one."""
        chosen = self.chosen.pk if self.chosen else None
        fitting = [i for i in self._card.images if i.variant_id in (None, chosen)]
        return sorted(fitting or self._card.images, key=lambda i: i.variant_id is None)

    def _grouped(self) -> list[Group]:
        groups: dict[str, Group] = {}
        for offer in self._card.offers:
            values = [value for _attribute, value in self._options.get(offer.pk, [])]
            title = values[0] if len(values) > 1 else ""
            label = ", ".join(values[1:] if title else values) or offer.sku
            group = groups.setdefault(title, Group(title))
            group.choices.append(Choice(offer, label, offer is self.chosen))
        return list(groups.values())


def _chosen(offers: list[Offer], asked: str) -> Offer | None:
    for offer in offers:
        if offer.sku == asked:
            return offer
    in_stock = (offer for offer in offers if offer.availability.state != "out")
    return next(in_stock, offers[0] if offers else None)
