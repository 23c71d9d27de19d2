"""Who bought what. The checkout tells; whoever asks here need not know of orders."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from catalog.models import Product, Purchase
from shop.core.messaging.models import Person
from shop.core.messaging.people import find_person, moves_on_merge
from shop.core.users.models import User


def record_purchases(
    *, person_id: int, user_id: int | None, product_ids: Iterable[int], at: datetime
) -> list[Purchase]:
    """Write down what was bought in one order, in the caller's transaction and one statement."""
    return Purchase.objects.bulk_create(
        [
            Purchase(person_id=person_id, user_id=user_id, product_id=pk, bought_at=at)
            for pk in sorted(set(product_ids))
        ],
        ignore_conflicts=True,
    )


def has_bought(*, user: User, product: Product) -> bool:
    """Tell whether ``user`` bought ``product``: signed in, or as a guest with an address of theirs.

    An address that they have not confirmed may be anybody's.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    found = [find_person(address) for address in addresses.values_list("email", flat=True)]
    people = [person for person in found if person]
    is_theirs = Q(user=user) | Q(person__in=people) | Q(person__merged_into__in=people)
    return Purchase.objects.filter(is_theirs, product=product).exists()


@moves_on_merge
def move_purchases(kept: Person, merged: Person) -> None:
    """Hand them over, but for what both bought in the same moment: that is one purchase."""
    theirs = Purchase.objects.filter(person=merged)
    known = set(Purchase.objects.filter(person=kept).values_list("product_id", "bought_at"))
    for purchase in theirs:
        if (purchase.product_id, purchase.bought_at) in known:
            purchase.delete()
    theirs.update(person=kept)
