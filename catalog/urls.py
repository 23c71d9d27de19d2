from django.apps import apps
from django.conf import settings
from django.urls import path

from catalog.pages import (
    advice,
    alerts,
    gallery,
    looked_at,
    looking_around,
    product,
    search,
    suggesting,
)
from catalog.pages.reviews import views as review_views
from catalog.pages.seo import sitemap

urlpatterns = [
    path("", looking_around.home, name="home"),
    path("c/<slug:slug>/", looking_around.category, name="category"),
    path("p/<slug:slug>/", product.product, name="product"),
    path("p/<slug:slug>/review/", review_views.write, name="review"),
    path("reviews/<int:review_id>/helpful/", review_views.helpful, name="review-helpful"),
    path("account/looked-at/", looked_at.looked_at, name="looked-at"),
    path("advice/no/", advice.no_thanks, name="no-advice"),
    path("alerts/", alerts.ask, name="alert-ask"),
    path("alert/<str:token>/", alerts.by_link, name="alert"),
    path("account/alerts/", alerts.in_account, name="alerts"),
    path("search/", search.search, name="search"),
    path("search/suggest/", suggesting.suggest, name="suggest"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap_file, name="sitemap"),
]

if settings.DEBUG or apps.is_installed("shop.demo"):
    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("gallery/<str:code>/", gallery.error, name="gallery_error"),
    ]
