from django.conf import settings
from django.urls import path

from catalog.pages import gallery, review_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("p/<slug:slug>/review/", review_views.write, name="review"),
    path("reviews/<int:review_id>/helpful/", review_views.helpful, name="review-helpful"),
    path("search/", views.search, name="search"),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
