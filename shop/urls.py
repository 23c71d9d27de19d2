"""Every address of the shop; ``docs/contracts.md`` lists the ones that must not change."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from shop.core import health

# One way in, with its rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = settings.SHOP_NAME

urlpatterns = [
    path("", include("catalog.urls")),
    path("account/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

if apps.is_installed("shop.demo"):
    # Pictures come from the web process only where there is no other server to give them.
    urlpatterns += [
        path("demo/", include("shop.demo.urls")),
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

handler400 = "shop.core.errors.bad_request"
handler403 = "shop.core.errors.permission_denied"
handler404 = "shop.core.errors.page_not_found"
handler500 = "shop.core.errors.server_error"
