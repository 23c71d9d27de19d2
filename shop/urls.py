"""Every address of the shop; ``docs/contracts.md`` lists the ones that must not change."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from django.views.static import serve

# One way in, with its rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = settings.SHOP_NAME

urlpatterns = [
    path("", include("catalog.urls")),
    path("cart/", include("cart.urls")),
    path("", include("checkout.urls")),
    path("", include("recovery.urls")),
    path("account/", include("shop.core.privacy.urls")),
    path("account/", include("allauth.account.urls")),
    # Only changes the language of the browser that asks. Without a form's secret on every page,
    # looking around sets no cookie, and a page can be shared among strangers.
    path("language/setlang/", csrf_exempt(set_language), name="set_language"),
    path("admin/reports/", include("analytics.urls")),
    path("admin/transfers/", include("checkout.admin.urls")),
    path("admin/", admin.site.urls),
]

if apps.is_installed("checkout.gateways.testbank"):
    urlpatterns.append(path("testbank/", include("checkout.gateways.testbank.urls")))

if "stripe" in settings.GATEWAYS:
    urlpatterns.append(path("", include("checkout.gateways.stripe.urls")))

if getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
    urlpatterns.append(path("anymail/", include("shop.core.messaging.webhooks")))

if settings.SMS_INBOUND_SECRET:
    urlpatterns.append(path("sms/", include("shop.core.messaging.sms.webhook")))

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
