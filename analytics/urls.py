from django.urls import path

from analytics.pages import funnel, overview, page, recovery, searches

urlpatterns = [
    path("", page.first, name="reports"),
    path("overview/", overview.overview, name="report-overview"),
    path("searches/", searches.searches, name="report-searches"),
    path("funnel/", funnel.funnel, name="report-funnel"),
    path("recovery/", recovery.recovery, name="report-recovery"),
]
