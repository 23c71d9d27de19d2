"""A page with every component, for developers; made of invented things, without a query."""

from types import SimpleNamespace

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.pages.availability import Availability
from catalog.pages.listing import PAGE_SIZE, Paging
from catalog.pages.queries import Card, Offer
from catalog.pages.reviews.form import STARS, StarsInput
from catalog.pages.reviews.rating import Rating
from catalog.pages.reviews.shown import ShownReview
from catalog.pages.shelves import Shelf
from shop.core import clock
from shop.core.asking import AskForm
from shop.core.asking import Offer as AskOffer

# What only shows itself when something goes wrong.
ERRORS = ("400", "403", "403_form", "404", "429", "500", "503")


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands on your letter box.")
    email = forms.EmailField(label="E-mail address")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")])
    stars = forms.ChoiceField(label="Stars", choices=STARS, widget=StarsInput, initial=4)
    agrees = forms.BooleanField(label="A box to tick", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    top = _shelf()
    availabilities = [Availability(units) for units in (None, 2, 0)]
    context = {
        "availabilities": availabilities,
        "cards": _cards(availabilities),
        "errors": ERRORS,
        "form": SampleForm({"email": "not an address", "size": "s"}),
        "levels": ["info", "success", "warning", "error"],
        "offer": _offer(),
        "paging": Paging(5, 12 * PAGE_SIZE),
        "reviews": [_review()],
        "bars": list(Rating((0, 1, 0, 2, 9)).bars(chosen=4, address="")),
        "shelves": SimpleNamespace(top=[top]),
        "cart_sight": SimpleNamespace(size=3, kept=3, is_back=True),
        "steps": [
            {"number": 1, "name": "e-mail", "url": "#", "is_done": True},
            {"number": 2, "name": "address", "is_here": True},
            {"number": 3, "name": "delivery"},
        ],
        "totals": SimpleNamespace(
            subtotal=2580,
            applied=[
                SimpleNamespace(label="Promo code WELCOME10", amount=258),
                SimpleNamespace(label="First order", delivery=490),
            ],
            delivery=490,
            total=2322,
            taxes=[SimpleNamespace(rate_words="20%", tax=469)],
        ),
        "totals_exported": SimpleNamespace(
            subtotal=2580,
            discount=0,
            delivery=990,
            relief=595,
            relief_words="VAT not charged (export)",
            total=2975,
            taxes=[],
        ),
        "trail": top.children[0].trail,
    }
    return render(request, "catalog/gallery.html", context)


def error(request: HttpRequest, code: str) -> HttpResponse:
    """Show an error page as its visitors see it, without anything having gone wrong."""
    if code not in ERRORS:
        raise Http404
    return render(request, f"errors/{code}.html", {"retry_after": 30, "minutes": 15})


def _offer() -> AskOffer:
    return AskOffer(
        form=AskForm.blank("somebody@demo.example"),
        title="Tell me when it is back",
        notice="What is kept, why and for how long.",
        button="Tell me",
        action="",
        testid="sample",
    )


def _shelf() -> Shelf:
    top = Shelf(1, "Kitchen", "kitchen", "")
    top.children = [
        Shelf(2, "Pans", "pans", "", parent=top),
        Shelf(3, "Cups", "cups", "", parent=top),
    ]
    return top


def _cards(availabilities: list[Availability]) -> list[Card]:
    cards = [
        Card(pk, f"thing-{pk}", "A thing with quite a long name", [Offer(pk, "A", 1290, stock)])
        for pk, stock in enumerate(availabilities)
    ]
    cards[0].offers.append(Offer(9, "B", 1990, Availability(None)))
    cards[1].rating_count, cards[1].rating_sum = 12, 55
    return cards


def _review() -> ShownReview:
    now = clock.now()
    return ShownReview(
        pk=1,
        author_id=None,
        pen_name="Somebody",
        stars=4,
        title="A title",
        text="What somebody thinks of it.",
        language="en",
        is_verified=True,
        reply="What the shop answers.",
        replied_at=now,
        helpful_count=3,
        created_at=now,
    )
