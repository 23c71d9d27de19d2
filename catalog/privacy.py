"""What the catalogue keeps about people: what they looked for, bought and thought of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.alerts.answering import WAITS_FOR
from catalog.alerts.asking import CONFIRM_WITHIN
from catalog.alerts.keeping import KEPT_AFTERWARDS, erase_alerts, forget_alerts
from catalog.alerts.things import name_of
from catalog.models import Alert, Purchase, RememberedSearch, RememberedView, Review, Search
from catalog.remembering import KEPT_DAYS, forget_old_views
from catalog.remembering_searches import KEPT_DAYS as SEARCHES_KEPT_DAYS
from catalog.remembering_searches import forget_old_searches
from shop.core.privacy.erasing import Outcome, erases_person
from shop.core.privacy.exporting import Rows, exports_person
from shop.core.privacy.periods import logged_since, months, ordered_since, years
from shop.core.privacy.processing import (
    Basis,
    Processing,
    Recipient,
    holds_nobody,
    oldest,
    register,
)
from shop.core.privacy.subject import Subject


def forget_searches(*, at: datetime, limit: int) -> int:
    return oldest(Search, "searched_at", before=logged_since(at), limit=limit)


def forget_purchases(*, at: datetime, limit: int) -> int:
    return oldest(Purchase, "bought_at", before=ordered_since(at), limit=limit)


register(
    Processing(
        key="catalog.searches",
        name=_("Searches"),
        models=("catalog.Search",),
        people=_("visitors; nothing says who"),
        data=_(
            "the words as typed, filters, how much was found, which of it was opened first, when"
        ),
        why=_("to offer what people look for"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_searches,
        survives=_("Nobody knows whose searches they are."),
    )
)
register(
    Processing(
        key="catalog.views",
        name=_("Products looked at"),
        models=("catalog.RememberedView",),
        people=_("account holders who chose that it is remembered"),
        data=_("the product, how often, when first and last, with a keyed hash"),
        why=_("to find it again, and to help with it where reminders are agreed to"),
        basis=Basis.CONSENT,
        period=lambda: _("%(days)d days after the last look") % {"days": KEPT_DAYS},
        forget=forget_old_views,
    )
)
register(
    Processing(
        key="catalog.remembered_searches",
        name=_("Searches remembered"),
        models=("catalog.RememberedSearch",),
        people=_("account holders who chose that it is remembered"),
        data=_("the words as typed, filters, how much was found, when last, with a keyed hash"),
        why=_("to go on with it"),
        basis=Basis.CONSENT,
        period=lambda: _("%(days)d days after it was last made") % {"days": SEARCHES_KEPT_DAYS},
        forget=forget_old_searches,
    )
)
register(
    Processing(
        key="catalog.alerts",
        name=_("Alerts asked for"),
        models=("catalog.Alert", "catalog.AlertKey"),
        people=_("visitors who asked to be told when something is found or back in stock"),
        data=_("e-mail address until the mail goes, the search or the variant, language, dates"),
        why=_("to write to them once, as they asked"),
        basis=Basis.CONSENT,
        period=lambda: (
            _(
                "unconfirmed %(unconfirmed)d days, else until the mail has gone, %(most)d days at most;"
                " without the address %(afterwards)d days more"
            )
            % {
                "unconfirmed": CONFIRM_WITHIN.days,
                "most": WAITS_FOR.days,
                "afterwards": KEPT_AFTERWARDS.days,
            }
        ),
        forget=forget_alerts,
        recipients=(Recipient.MAIL,),
    )
)
register(
    Processing(
        key="catalog.purchases",
        name=_("Who bought which product"),
        models=("catalog.Purchase",),
        people=_("customers"),
        data=_("the product, when, the person’s keyed hash, the account"),
        why=_("to know which reviews are of buyers, and what is bought together"),
        basis=Basis.INTEREST,
        period=years,
        forget=forget_purchases,
        survives=_("Product, date and a keyed hash, as long as the order."),
    )
)
register(
    Processing(
        key="catalog.reviews",
        name=_("Reviews"),
        models=("catalog.Review", "catalog.HelpfulVote"),
        people=_("account holders who wrote one, or found one helpful"),
        data=_("stars, title, text, shown name, account"),
        why=_("to help others choose"),
        basis=Basis.CONSENT,
        period=lambda: _("until it is withdrawn; the name until the account is erased"),
        survives=_("Stars and text stay, without a name and without an account."),
    )
)
holds_nobody(
    "catalog.Attribute",
    "catalog.AttributeValue",
    "catalog.Brand",
    "catalog.Category",
    "catalog.Complement",
    "catalog.Picture",
    "catalog.Product",
    "catalog.ProductFacets",
    "catalog.ProductOption",
    "catalog.ProductViews",
    "catalog.SearchDocument",
    "catalog.SearchWord",
    "catalog.Stock",
    "catalog.Synonyms",
    "catalog.Variant",
)


@erases_person("catalog.reviews")
def erase_reviews(subject: Subject) -> Outcome:
    """Forget who wrote them. Deleting the account does the same; here it is counted."""
    theirs = Review.objects.filter(author__in=subject.users)
    return Outcome(kept=theirs.update(author=None, pen_name=""))


@erases_person("catalog.views")
def erase_views(subject: Subject) -> Outcome:
    return Outcome(
        erased=RememberedView.objects.filter(person__in=subject.persons).delete()[0],
    )


@erases_person("catalog.remembered_searches")
def erase_searches(subject: Subject) -> Outcome:
    return Outcome(
        erased=RememberedSearch.objects.filter(person__in=subject.persons).delete()[0],
    )


@erases_person("catalog.alerts")
def erase_alerts_of(subject: Subject) -> Outcome:
    return Outcome(erased=erase_alerts(Alert.objects.filter(person__in=subject.persons)))


@erases_person("catalog.purchases")
def erase_purchases(subject: Subject) -> Outcome:
    Purchase.objects.filter(user__in=subject.users).update(user=None)
    return Outcome(kept=Purchase.objects.filter(person__in=subject.persons).count())


@exports_person("catalog.reviews")
def reviews_of(subject: Subject) -> Rows:
    rows = Review.objects.filter(author__in=subject.users).select_related("product")
    for review in rows.order_by("pk"):
        yield {
            "product": str(review.product),
            "shown_name": review.pen_name,
            "stars": review.stars,
            "title": review.title,
            "text": review.text,
            "state": review.get_state_display(),
            "written_at": review.written_at,
        }


@exports_person("catalog.views")
def views_of(subject: Subject) -> Rows:
    rows = RememberedView.objects.filter(person__in=subject.persons).select_related("product")
    for view in rows.order_by("pk"):
        yield {
            "product": str(view.product),
            "times": view.times,
            "first_at": view.first_at,
            "last_at": view.last_at,
        }


@exports_person("catalog.remembered_searches")
def searches_of(subject: Subject) -> Rows:
    rows = RememberedSearch.objects.filter(person__in=subject.persons)
    for search in rows.order_by("pk"):
        yield {
            "text": search.text,
            "filters": search.filters,
            "language": search.language,
            "hits": search.hits,
            "last_at": search.last_at,
        }


@exports_person("catalog.alerts")
def alerts_of(subject: Subject) -> Rows:
    for alert in Alert.objects.shown().filter(person__in=subject.persons).order_by("pk"):
        yield {
            "tells_when": alert.get_kind_display(),
            "search": alert.text,
            "product": name_of(alert.variant) if alert.variant else "",
            "email": alert.email,
            "state": alert.get_state_display(),
            "asked_at": alert.asked_at,
            "confirmed_at": alert.confirmed_at,
        }


@exports_person("catalog.purchases")
def purchases_of(subject: Subject) -> Rows:
    rows = Purchase.objects.filter(subject.owns()).select_related("product").order_by("pk")
    for purchase in rows:
        yield {"product": str(purchase.product), "bought_at": purchase.bought_at}
