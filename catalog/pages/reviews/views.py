"""Writing a review, and saying that one helped. Both are for those who are signed in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog.models import Product, Review, ReviewState
from catalog.pages.reviews.form import ReviewForm, form_for
from catalog.pages.reviews.shown import Asked
from catalog.reviews.moving import Changed
from catalog.reviews.voting import OwnReview, take_back_vote, vote_helpful
from catalog.reviews.writing import withdraw, write_review
from shop.core.same_origin import same_origin
from shop.core.users.models import User


@never_cache
@login_required
def write(request: HttpRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.published(), slug=slug)
    author = cast("User", request.user)
    mine = Review.objects.filter(product=product, author=author).first()
    try:
        if request.POST.get("do") == "withdraw":
            return _withdraw(request, product, mine)
        form = form_for(author, mine, request.POST or None)
        if form.is_valid():
            return _write(request, product, author, form)
    except Changed:
        messages.warning(request, _("This review has changed in another window. Here it is now."))
        return redirect("review", slug)
    context = {"product": product, "form": form, "mine": mine}
    status = 422 if form.is_bound else 200
    return render(request, "catalog/write_review.html", context, status=status)


@same_origin
def helpful(request: HttpRequest, review_id: int) -> HttpResponse:
    shown = Review.objects.filter(state=ReviewState.APPROVED, product__is_published=True)
    review = get_object_or_404(shown.select_related("product"), pk=review_id)
    query = Asked.of(request.GET).query(v=request.GET.get("v", ""))
    back = f"{review.product.get_absolute_url()}{query}#review-{review.pk}"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    if not request.user.is_authenticated:
        messages.info(request, _("Please sign in first: each customer counts once."))
        return redirect_to_login(back)
    if request.POST.get("do") == "take-back":
        take_back_vote(review=review, voter=request.user)
        messages.info(request, _("Taken back."))
        return HttpResponseRedirect(back)
    try:
        vote_helpful(review=review, voter=request.user)
    except OwnReview:
        messages.info(request, _("This is your own review."))
    else:
        messages.success(request, _("Thank you: this helps others to find it."))
    return HttpResponseRedirect(back)


def _write(request: HttpRequest, product: Product, author: User, form: ReviewForm) -> HttpResponse:
    review = write_review(product=product, author=author, **form.cleaned_data)
    if review.state == ReviewState.PENDING:
        messages.success(request, _("Thank you. We read every review before it is shown."))
    else:
        messages.info(request, _("You changed nothing, so it stays as it is."))
    return redirect(product)


def _withdraw(request: HttpRequest, product: Product, mine: Review | None) -> HttpResponse:
    if mine is not None:
        withdraw(review=mine)
    messages.info(request, _("Your review is deleted."))
    return redirect(product)
