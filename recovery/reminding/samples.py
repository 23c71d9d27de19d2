"""Reminders of nothing, for whoever looks at how they are sent (``check_sending``)."""

from cart.models import Place
from cart.row import Row
from catalog.pages.availability import Availability
from catalog.pages.queries import Card
from catalog.quantities import ANY
from recovery.links.making import dead_links
from recovery.models import Depth, Episode, LinkPurpose
from recovery.reminding.mails import Letter
from recovery.reminding.planning import PRODUCT_REMINDER, REMINDER
from recovery.reminding.product_mails import ProductLetter
from shop.core.messaging.samples import sample_of

_ROW = Row(
    pk=0,
    variant_id=0,
    sku="SAMPLE",
    product_id=0,
    slug="sample",
    brand_id=None,
    category_path="",
    name="—",
    quantity=1,
    place=Place.IN_CART,
    unit_price=1000,
    seen_price=1000,
    tax_class="standard",
    weight=0,
    availability=Availability(None),
    quantities=ANY,
    is_for_sale=True,
)


@sample_of(REMINDER)
def letter() -> Letter:
    links = dead_links(LinkPurpose.RESUME, LinkPurpose.STOP, LinkPurpose.WHY)
    return Letter(Episode(depth=Depth.CART), [_ROW], links)


@sample_of(PRODUCT_REMINDER)
def product_letter() -> ProductLetter:
    links = dead_links(LinkPurpose.STOP, LinkPurpose.WHY)
    return ProductLetter(Episode(depth=Depth.PRODUCT), Card(pk=0, slug="sample", name="—"), links)
