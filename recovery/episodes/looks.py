"""What the shop knows of products that people looked at again and again, who chose that it is remembered.

The counterpart of ``standing``, for what never was in a cart.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from cart.models import Cart, CartState, Line, Place
from catalog.models import Product, RememberedView
from catalog.pages.queries import Card, cards
from checkout.models import Order
from checkout.models.states import UNPLACED
from recovery.models import Episode
from shop.core.messaging.models import Consent, Purpose
from shop.core.messaging.people import find_people
from shop.core.messaging.reasons import Reason
from shop.core.users.models import User

# To be asked about what one looks at takes both: so the box promises where it is ticked.
_NEEDED = (Purpose.VIEWS, Purpose.REMINDERS)


@dataclass(frozen=True, slots=True)
class Look:
    """A product that somebody looked at, as it stands now, and who that is."""

    view: RememberedView
    user: User | None  # the account that chose it, while its address is still that person's
    language: str
    has_agreed: bool  # that it is remembered, and to reminders
    card: Card | None  # None while it is not for sale at all
    is_sensitive: bool
    is_in_cart: bool  # of theirs, or saved there for later
    cart_used_at: datetime | None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def email(self) -> str:
        return self.user.email if self.user else ""

    def time_zones(self, _at: datetime) -> tuple[str, ...]:
        """Nothing tells where they live: the shop's own clock counts."""
        return ()

    @property
    def began_at(self) -> datetime:
        return self.view.first_at

    @property
    def products(self) -> set[int]:
        return {self.view.product_id}

    @property
    def can_be_bought(self) -> bool:
        return self.card is not None and self.card.can_be_bought

    @property
    def nothing_to_say(self) -> Reason | None:
        """Why this is nobody's business, or nothing to write about, if so."""
        if not self.has_agreed:
            return Reason.NO_CONSENT
        if self.user is None:
            return Reason.NOTHING_TO_SAY
        return Reason.SENSITIVE if self.is_sensitive else None

    def came_back_at(self, since: datetime) -> datetime | None:
        """Return when they looked again or were at a cart of theirs after ``since``, if so."""
        moments = [self.view.last_at, *([self.cart_used_at] if self.cart_used_at else [])]
        later = [moment for moment in moments if moment > since]
        return max(later, default=since if self.is_in_cart else None)


def looks(view_ids: Collection[int]) -> dict[int, Look]:
    """Read views by their keys, with all that ``Look`` says; those that are forgotten are missing.

    Ten queries, whatever their number.
    """
    views = RememberedView.objects.filter(pk__in=view_ids).select_related("product").in_bulk()
    if not views:
        return {}
    people = {view.person_id for view in views.values()}
    products = {view.product_id for view in views.values()}
    accounts, languages = _accounts(people), _agreed(people)
    shown = {card.pk: card for card in cards(sorted(products))}
    sensitive = set(
        Product.objects.sensitive().filter(pk__in=products).values_list("pk", flat=True)
    )
    used, lying = _carts(people, accounts)
    return {
        pk: Look(
            view=view,
            user=accounts.get(view.person_id),
            language=languages.get(view.person_id, ""),
            has_agreed=view.person_id in languages,
            card=shown.get(view.product_id),
            is_sensitive=view.product_id in sensitive,
            is_in_cart=view.product_id in lying[view.person_id],
            cart_used_at=max(used[view.person_id], default=None),
        )
        for pk, view in views.items()
    }


def look_of(episode: Episode) -> Look | None:
    """Read what an episode is about; None when that is remembered no more."""
    return looks([episode.view_id]).get(episode.view_id) if episode.view_id else None


def _accounts(people: Collection[int]) -> Mapping[int, User]:
    """Return the account of each person that is remembered by the address that is theirs."""
    users = User.objects.filter(remembered_as__in=people, is_active=True).order_by("-pk")
    known = find_people(user.email for user in users)
    return {
        user.remembered_as_id: user
        for user in users
        if user.remembered_as_id and user.email in known
        if known[user.email].pk == user.remembered_as_id
    }


def _agreed(people: Collection[int]) -> Mapping[int, str]:
    """Return who lets looks be remembered and wants reminders, in which language they chose the first."""
    chosen = Consent.objects.filter(person__in=people, purpose__in=_NEEDED)
    rows = chosen.order_by("recorded_at", "pk")
    newest = {
        (person, purpose): (is_given, language)
        for person, purpose, is_given, language in rows.values_list(
            "person_id", "purpose", "is_given", "language"
        )
    }
    return {
        person: newest[person, Purpose.VIEWS][1]
        for person in people
        if all(newest.get((person, purpose), (False, ""))[0] for purpose in _NEEDED)
    }


def _carts(
    people: Collection[int], accounts: Mapping[int, User]
) -> tuple[Mapping[int, list[datetime]], Mapping[int, set[int]]]:
    """Return when each person was last at open carts of theirs, and which products lie there."""
    used, whose, lying = defaultdict(list), {}, defaultdict(set)
    started = Order.objects.filter(person__in=people, state__in=UNPLACED, cart__isnull=False)
    for person, cart, at in started.values_list("person_id", "cart_id", "last_activity_at"):
        whose[cart] = person
        used[person].append(at)
    people_of = {user.pk: person for person, user in accounts.items()}
    carts = Cart.objects.filter(state=CartState.OPEN).order_by()
    theirs = carts.filter(pk__in=whose).union(carts.filter(user__in=people_of))
    for cart, user, at in theirs.values_list("pk", "user_id", "last_activity_at"):
        whose[cart] = people_of.get(user) or whose[cart]
        used[whose[cart]].append(at)
    lines = Line.objects.filter(cart__in=whose).exclude(place=Place.REMOVED).order_by()
    for cart, product in lines.values_list("cart_id", "variant__product_id"):
        lying[whose[cart]].add(product)
    return used, lying
