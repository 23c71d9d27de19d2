"""Settings of the shop, all in one file, read from the environment.

Two profiles (``PANIER_PROFILE``):

* ``embedded``, the default, needs nothing: SQLite, a file-backed broker, a mailbox in ``var/`` and
  secrets made at the first start. It answers to this machine's own names only, so that it can
  never be put on the internet by mistake.
* ``production`` needs what ``REQUIRED_IN_PRODUCTION`` lists and stops, naming what is missing.

``.env.example`` explains every variable.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from shop.core.logs import logging_config
from shop.environment import (
    REQUIRED_IN_PRODUCTION,
    Profile,
    alarm_after,
    cache,
    country,
    currency,
    database,
    metrics_token,
    person_hash_keys,
    rate_limits,
    require,
    retention,
    secret_of_this_installation,
    seller,
    storages,
    tax_rates,
    time_scale,
)
from shop.pictures import SIZES_OF_PICTURES
from shop.protection import FROM_HERE_ALONE
from shop.reminders import counted_agents, quiet_hours, reminder_consent
from shop.roles import ROLES as STAFF_ROLES
from shop.ways_to_pay import gateways, stripe_capture, transfer_account, transfer_days
from shop.ways_to_write import (
    care_email,
    mail_transport,
    reminder_sender,
    reminder_transport,
    sms_urls,
    webhook_seconds,
    webhook_secrets,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

PROFILE = Profile.named(env.str("PANIER_PROFILE", default=Profile.EMBEDDED.value))
if PROFILE is Profile.PRODUCTION:
    require(env, REQUIRED_IN_PRODUCTION)

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = PROFILE is not Profile.PRODUCTION and env.bool("DEBUG", default=False)

# Secrets -------------------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_of_this_installation(VAR_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # what they signed still counts
PERSON_HASH_KEYS = person_hash_keys(env.str("PERSON_HASH_KEYS", default=""), SECRET_KEY)

# Addresses -----------------------------------------------------------------------------------

PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
IS_HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

# Applications: the order of the layers, lowest first -----------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "shop.core",
    "shop.core.heartbeat",
    "shop.core.users",
    "shop.core.messaging",
    "shop.core.privacy",
    "catalog",
    "cart",
    "checkout",
    "recovery",
    "analytics",
    *(["checkout.gateways.testbank"] if PROFILE is Profile.EMBEDDED else []),
    *(["shop.demo"] if PROFILE is Profile.EMBEDDED else []),
    "shop.core.admin_site.AdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "anymail",
    "csp",
    "import_export",
    "pictures",
    "treebeard",
]

MIDDLEWARE = [
    "shop.core.health.HealthMiddleware",
    "shop.core.logs.RequestLogMiddleware",
    "shop.core.errors.RefuseNullCharacters",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "shop.core.maintenance.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cart.failing.FailedPageMiddleware",
    "cart.browser.CartMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context.shop",
                "cart.context.cart",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# Data ----------------------------------------------------------------------------------------

DATABASES = {"default": database(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": cache(env)}
SHARED_PAGE_SECONDS = env.int("SHARED_PAGE_SECONDS", default=60)  # how old a shared list may be

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static" if PROFILE is Profile.PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = PROFILE is Profile.EMBEDDED  # nothing to collect before the first page
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = storages(PROFILE)

PICTURES = SIZES_OF_PICTURES

# Background work -----------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
HEARTBEAT_SECONDS = env.int("HEARTBEAT_SECONDS", default=5)
ALARM_AFTER_SECONDS = alarm_after(env.int("ALARM_AFTER_SECONDS", default=300))
METRICS_TOKEN = metrics_token(env.str("METRICS_TOKEN", default=""))  # empty: there is no /metrics

# Languages, money, time ----------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="fr")
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(
    sorted((code for code, _name in LANGUAGES), key=lambda code: code != LANGUAGE_CODE)
)
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
CURRENCY = currency(env.str("CURRENCY", default="EUR"))
SHOP_NAME = env.str("SHOP_NAME", default="Panier")
COUNTRY = country(env.str("COUNTRY", default="FR"))
SELLER = seller(env, SHOP_NAME, PROFILE)  # as invoices name it
TAX_RATES = tax_rates(env.str("TAX_RATES", default=""))  # at home, in place of those we know
TAX_RATES_FILE = env.str("TAX_RATES_FILE", default="")
ONE_STOP_SHOP = env.bool("ONE_STOP_SHOP", default=True)  # of no effect outside the Union

# Carts and orders ----------------------------------------------------------------------------

CART_COOKIE_NAME = "cart"
WELCOME_BACK_HOURS = env.int("WELCOME_BACK_HOURS", default=12)  # a longer pause is a break
PAYMENT_MINUTES = env.int("PAYMENT_MINUTES", default=30)  # how long stock waits for a payment
GATEWAYS = gateways(env, PROFILE)  # ways to pay, in the order in which they are offered
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_CAPTURE = stripe_capture(env.str("STRIPE_CAPTURE", default="automatic"))
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com").rstrip("/")
STRIPE_JS_URL = env.str("STRIPE_JS_URL", default="https://js.stripe.com/v3/")
TRANSFER_ACCOUNT_HOLDER, TRANSFER_IBAN, TRANSFER_BIC = transfer_account(env, PROFILE)
TRANSFER_DAYS = transfer_days(env.int("TRANSFER_DAYS", default=7))  # how long an order waits

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # a name that starts with = stays a name

# People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique, without regard to letter case
    "security.W005",  # what other names of the domain promise is for their owner to say
    "security.W021",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATORS = ["UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"} for name in _VALIDATORS
]
ACCOUNT_ADAPTER = "shop.core.users.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"  # a shopper is never stopped half-way; see ADR 0005
ACCOUNT_FORMS = {"add_email": "shop.core.users.forms.AddEmailForm"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
COUNTED_AGENTS = counted_agents(env, PROFILE)  # programs that count as shoppers
RETENTION_DAYS, LOG_MONTHS, ORDER_YEARS = retention(env)  # how long what is kept (P3)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"
ROLES = STAFF_ROLES  # the groups of the staff

# Mail ----------------------------------------------------------------------------------------

EMAIL_TIMEOUT = 20
vars().update(mail_transport(env, VAR_DIR, PROFILE))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SHOP_NAME} <bonjour@panier.example>")
SERVER_EMAIL = env.str("SERVER_EMAIL", default=DEFAULT_FROM_EMAIL)
DKIM_SELECTORS = env.list("DKIM_SELECTORS", default=[])  # asked about by check_sending
SMS_URLS = sms_urls(env, PROFILE)
SMS_STOP_TO = env.str("SMS_STOP_TO", default="")  # a number of the service; empty: one just answers
_SECRETS_OF_SMS = env.list("SMS_INBOUND_SECRET", default=[])
SMS_INBOUND_SECRET = webhook_secrets(_SECRETS_OF_SMS, variable="SMS_INBOUND_SECRET")
QUIET_HOURS = quiet_hours(env.str("QUIET_HOURS", default="21:00-08:00"))
REMINDER_CONSENT = reminder_consent(env.str("REMINDER_CONSENT", default="strict"))
REMINDER_GAP_HOURS = env.int("REMINDER_GAP_HOURS", default=24)
REMINDERS_A_PERSON = env.int("REMINDERS_A_PERSON", default=12)

# Recovery ------------------------------------------------------------------------------------

CARE_EMAIL = care_email(env.str("CARE_EMAIL", default="Camille (demo) <care@demo.example>"))
REMINDER_FROM_EMAIL = reminder_sender(env.str("REMINDER_FROM_EMAIL", default=""), CARE_EMAIL)
REMINDER_TRANSPORT = reminder_transport(env.str("REMINDER_EMAIL_URL", default=""))
STAFF_ALERT_URLS = env.list("STAFF_ALERT_URLS", default=[])
WEBHOOK_SECONDS = webhook_seconds(env.int("WEBHOOK_SECONDS", default=10))
RESUME_LINK_DAYS = env.int("RESUME_LINK_DAYS", default=30)
ABANDONED_AFTER_DAYS = env.int("ABANDONED_AFTER_DAYS", default=7)
# How much faster the delays of recovery pass; in earnest an hour is an hour.
TIME_SCALE = (
    1 if PROFILE is Profile.PRODUCTION else time_scale(env.int("DEMO_TIME_SCALE", default=1))
)

# Protection ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = FROM_HERE_ALONE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_FAILURE_VIEW = "shop.core.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # a product's page has a dozen for each of 2,048 variants
ASK_RATE_LIMIT, CARD_RATE_LIMIT, CODE_RATE_LIMIT, SEARCH_RATE_LIMIT = rate_limits(env)

# Logs ----------------------------------------------------------------------------------------

LOGGING = logging_config(
    level=env.str("LOG_LEVEL", default="INFO"),
    as_json=env.bool("LOG_JSON", default=PROFILE is Profile.PRODUCTION),
)
