"""What the settings read from the environment and from ``var/``, each answer in one function."""

import os
import secrets
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

import environ
from babel import Locale
from babel.numbers import list_currencies
from django.core.exceptions import ImproperlyConfigured
from limits import parse

REQUIRED_IN_PRODUCTION = {
    "SECRET_KEY": "50 or more random characters; they sign cookies and links",
    "PERSON_HASH_KEYS": "1:<random>; hashes addresses, must outlive every change of SECRET_KEY",
    "DATABASE_URL": "postgres://user:password@host:5432/name",
    "CELERY_BROKER_URL": "redis://host:6379/0",
    "CACHE_URL": "rediscache://host:6379/1",
    "EMAIL_URL": "smtp+tls://user:password@host:587, or anymail://<provider>?api_key=…",
    "DEFAULT_FROM_EMAIL": "Name <address@your.domain>",
    "CARE_EMAIL": "Name <address@your.domain>; who of customer care writes, and reads the answers",
    "ALLOWED_HOSTS": "shop.example,www.shop.example",
    "BASE_URL": "https://shop.example",
}

# Whose invoices the embedded profile writes: nobody's, as anybody can see.
MADE_UP_SELLER = {
    "address": "1 rue de l’Exemple|75000 Paris",
    "email": "bonjour@panier.example",
    "registration": "Boutique de démonstration, inscrite nulle part|RCS Paris 000 000 000",
    "vat_number": "FR00000000000",
}

SHORTEST_KEY = 16  # characters of a key that hashes addresses, or of a token
SHORTEST_ALARM = 5  # seconds
WHOLE = 10_000  # basis points: the whole of something
REDIS_PATIENCE = 1  # seconds a page waits for the cache
SQLITE_TIMEOUT = 20  # seconds a writer waits for another before it gives up


class Profile(Enum):
    """How the shop runs: on one machine with nothing to set, or in earnest."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"

    @classmethod
    def named(cls, name: str) -> "Profile":
        """Return the profile called ``name``, or stop and say which names exist."""
        try:
            return cls(name)
        except ValueError:
            names = ", ".join(profile.value for profile in cls)
            stop(f"PANIER_PROFILE is {name!r}; it must be one of: {names}.")


def require(env: environ.Env, variables: dict[str, str]) -> None:
    """Stop, naming every variable of ``variables`` that is absent or empty, with an example each."""
    missing = [name for name in variables if not env.str(name, default="")]
    if missing:
        lines = "\n".join(f"  {name}  e.g. {variables[name]}" for name in missing)
        stop(f"The production profile needs these variables (see .env.example):\n{lines}")


def secret_of_this_installation(var: Path) -> str:
    """Return the random secret kept in ``var/secret_key``, made at the first start.

    Raises ImproperlyConfigured when the folder cannot be written: guessable secrets are no way out.
    """
    path = var / "secret_key"
    try:
        if not path.exists():
            _write_secret(path)
        return path.read_text()
    except OSError as error:
        stop(f"Cannot use {path} ({error.strerror}). Make the folder writable, or set VAR_DIR.")


def _write_secret(path: Path) -> None:
    """Make the file whole or not at all: of two first starts one wins, and both read its secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def person_hash_keys(text: str, secret_key: str) -> dict[int, bytes]:
    """Return ``{version: key}`` from ``"1:abc,2:def"``; the highest version hashes new addresses."""
    if not text:
        return {1: f"person:{secret_key}".encode()}
    try:
        pairs = (pair.split(":", 1) for pair in text.split(","))
        keys = {int(version): key.strip().encode() for version, key in pairs}
    except ValueError:
        stop("PERSON_HASH_KEYS must look like 1:first-key,2:second-key.")
    if any(len(key) < SHORTEST_KEY for key in keys.values()):
        stop(
            f"A key of PERSON_HASH_KEYS is shorter than {SHORTEST_KEY} characters: hashes made "
            "with it can be turned back into addresses. Make a random one."
        )
    return keys


def time_scale(number: int) -> int:
    """Return ``number``, or stop: time can only be made to pass faster."""
    if number < 1:
        stop(f"DEMO_TIME_SCALE is {number}; it must be 1 or more: 60 makes an hour a minute.")
    return number


def alarm_after(seconds: int) -> int:
    """Return ``seconds``, or stop: in less no worker comes to the end of what it does."""
    if seconds < SHORTEST_ALARM:
        stop(f"ALARM_AFTER_SECONDS is {seconds}; it must be {SHORTEST_ALARM} or more.")
    return seconds


def metrics_token(text: str) -> str:
    """Return ``text``, empty or hard to guess, or stop."""
    if text and len(text) < SHORTEST_KEY:
        stop(f"METRICS_TOKEN is shorter than {SHORTEST_KEY} characters. Make a random one.")
    return text


def currency(code: str) -> str:
    """Return ``code``, or stop when no such currency exists: amounts would mean nothing."""
    if code not in list_currencies():
        stop(f"CURRENCY is {code!r}; it must be an ISO 4217 code such as EUR.")
    return code


def country(code: str) -> str:
    """Return ``code``, or stop when no such country exists: nothing could be delivered there."""
    if not (code.isalpha() and code.isupper() and code in Locale("en").territories):
        stop(f"COUNTRY is {code!r}; it must be an ISO 3166 code such as FR.")
    return code


def seller(env: environ.Env, shop_name: str, profile: Profile) -> dict[str, Any]:
    """Return who sells, as the ``SELLER_*`` variables say; a ``|`` parts the lines of a text."""
    made_up = MADE_UP_SELLER if profile is Profile.EMBEDDED else dict.fromkeys(MADE_UP_SELLER, "")
    return {
        "name": env.str("SELLER_NAME", default=shop_name),
        "address": _lines(env.str("SELLER_ADDRESS", default=made_up["address"])),
        "email": env.str("SELLER_EMAIL", default=made_up["email"]),
        "registration": _lines(env.str("SELLER_REGISTRATION", default=made_up["registration"])),
        "vat_number": env.str("SELLER_VAT_NUMBER", default=made_up["vat_number"]),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("|") if line.strip()]


def tax_rates(text: str) -> dict[str, int]:
    """Return ``{tax class: basis points}`` from ``"standard:20,reduced:5.5,zero:0"``, or stop.

    Nothing for an empty text: the rates of the country hold.
    """
    if not text:
        return {}
    try:
        pairs = (pair.split(":") for pair in text.split(","))
        rates = {name.strip(): Decimal(percent) * 100 for name, percent in pairs}
    except (ValueError, ArithmeticError):
        rates = {}
    is_sound = all(rate == int(rate) and 0 <= rate <= WHOLE for rate in rates.values())
    if set(rates) != {"standard", "reduced", "zero"} or not is_sound:
        stop(
            f"TAX_RATES is {text!r}; it must give each tax class a percentage, with two decimals "
            "at most: standard:20,reduced:5.5,zero:0."
        )
    return {name: int(rate) for name, rate in rates.items()}


def rate_limit(text: str, name: str = "SEARCH_RATE_LIMIT") -> str:
    """Return ``text``, the value of ``name``: empty or ``120/minute``, or stop: the page it protects would fail."""
    try:
        if text:
            parse(text)
    except ValueError:
        stop(f"{name} is {text!r}; it must look like 120/minute, or be empty.")
    return text


def rate_limits(env: environ.Env) -> tuple[str, str, str, str]:
    """Return how many mails an address may ask for; cards, promo codes and searches it may try."""
    return (
        rate_limit(env.str("ASK_RATE_LIMIT", default="20/hour"), "ASK_RATE_LIMIT"),
        rate_limit(env.str("CARD_RATE_LIMIT", default="10/minute"), "CARD_RATE_LIMIT"),
        rate_limit(env.str("CODE_RATE_LIMIT", default="30/minute"), "CODE_RATE_LIMIT"),
        rate_limit(env.str("SEARCH_RATE_LIMIT", default="120/minute")),
    )


def retention(env: environ.Env) -> tuple[int, int, int]:
    """Return days for what was never finished, months for logs, years for orders, or stop (P3)."""
    days = env.int("RETENTION_DAYS", default=90)
    months = env.int("LOG_MONTHS", default=13)
    years = env.int("ORDER_YEARS", default=10)
    if min(days, months, years) < 1:
        stop("RETENTION_DAYS, LOG_MONTHS and ORDER_YEARS must be 1 or more.")
    return days, months, years


def database(env: environ.Env, var: Path) -> dict[str, Any]:
    """Return Django's database settings, SQLite in ``var/`` unless ``DATABASE_URL`` says otherwise."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{var}/panier.sqlite3")
    if config["ENGINE"].endswith("sqlite3"):
        # A reader never blocks, a writer takes its lock at once instead of failing half-way.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_TIMEOUT,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-32000;",
        }
    else:
        # Kept open by web processes and workers alike: a pool's threads do not survive a fork.
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
        config["CONN_HEALTH_CHECKS"] = True
    return config


def cache(env: environ.Env) -> dict[str, Any]:
    """Return Django's cache settings; whatever becomes of Redis, no page waits or fails for it."""
    config: dict[str, Any] = env.cache_url("CACHE_URL", default="locmemcache://")
    if config["BACKEND"].endswith("RedisCache"):
        config["BACKEND"] = "shop.core.spare_cache.SpareCache"
        timeouts = {"socket_connect_timeout": REDIS_PATIENCE, "socket_timeout": REDIS_PATIENCE}
        config["OPTIONS"] = {**timeouts, **config.get("OPTIONS", {})}
    return config


def storages(profile: Profile) -> dict[str, dict[str, Any]]:
    """Return where pictures and static files lie; in production the latter carry hashes."""
    static = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if profile is Profile.PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": static},
    }


def stop(message: str) -> NoReturn:
    """Refuse to start, and say what to set."""
    raise ImproperlyConfigured(message)
