"""Each case is a process of its own: settings are read once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.environment import (
    REQUIRED_IN_PRODUCTION,
    alarm_after,
    country,
    currency,
    metrics_token,
    person_hash_keys,
    rate_limit,
    retention,
    secret_of_this_installation,
    tax_rates,
    time_scale,
)

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "PANIER_PROFILE": "production",
    "SECRET_KEY": "kX2-unpredictable-and-long-enough-for-anybody-9w7QvTz51m",
    "PERSON_HASH_KEYS": "1:another-unpredictable-secret",
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/panier",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "CACHE_URL": "rediscache://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp+tls://user:secret@127.0.0.1:587",
    "DEFAULT_FROM_EMAIL": "Shop <bonjour@shop.example>",
    "CARE_EMAIL": "Camille Martin <care@shop.example>",
    "ALLOWED_HOSTS": "shop.example",
    "BASE_URL": "https://shop.example",
    "TRUSTED_PROXY_COUNT": "1",
    "SELLER_ADDRESS": "1 rue de la Boutique|75011 Paris",
    "SELLER_VAT_NUMBER": "FR61954506077",
}


def manage(*args, env, tmp_path):
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={**clean, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_embedded_profile_needs_nothing(tmp_path):
    result = manage("check", env={}, tmp_path=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o777 == 0o600


def test_production_passes_djangos_deployment_check(tmp_path):
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", env=PRODUCTION, tmp_path=tmp_path
    )
    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "var").exists()


def test_https_without_a_trusted_proxy_is_told(tmp_path):
    env = {**PRODUCTION, "TRUSTED_PROXY_COUNT": "0"}
    result = manage("check", "--deploy", "--fail-level", "WARNING", env=env, tmp_path=tmp_path)
    assert result.returncode == 1
    assert "panier.W001" in result.stderr


def test_production_names_everything_that_is_missing(tmp_path):
    result = manage("check", env={"PANIER_PROFILE": "production"}, tmp_path=tmp_path)
    assert result.returncode == 1
    for name in REQUIRED_IN_PRODUCTION:
        assert f"  {name}  e.g. " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("env", "words"),
    [
        (
            {"PANIER_PROFILE": "prod"},
            "PANIER_PROFILE is 'prod'; it must be one of: embedded, production.",
        ),
        (
            {"PERSON_HASH_KEYS": "secret"},
            "PERSON_HASH_KEYS must look like 1:first-key,2:second-key.",
        ),
        ({"VAR_DIR": "/dev/null/var"}, "Make the folder writable, or set VAR_DIR."),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path, env, words):
    result = manage("check", env=env, tmp_path=tmp_path)
    assert result.returncode == 1
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_production_has_no_demo_and_with_a_secret_it_hears_of_bounces(tmp_path):
    code = (
        "from django.apps import apps; from django.urls import reverse; "
        "print(apps.is_installed('shop.demo'), reverse('postmark_tracking_webhook'))"
    )
    env = {**PRODUCTION, "ANYMAIL_WEBHOOK_SECRET": "a:sixteen-or-more-1,b:sixteen-or-more-2"}
    result = manage("shell", "-v", "0", "-c", code, env=env, tmp_path=tmp_path)
    assert result.stdout.strip() == "False /anymail/postmark/tracking/", result.stderr


def test_the_secret_of_an_installation_stays_the_same(tmp_path):
    first = secret_of_this_installation(tmp_path / "var")
    assert len(first) > 60
    assert secret_of_this_installation(tmp_path / "var") == first
    assert secret_of_this_installation(tmp_path / "other") != first
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_person_hash_keys():
    old, new = "an-old-key-of-16", "a-newer-key-of-1"
    found = person_hash_keys(f"1:{old}, 2:{new}", "x")
    assert found == {1: old.encode(), 2: new.encode()}
    assert person_hash_keys("", "x") != person_hash_keys("", "y")
    with pytest.raises(ImproperlyConfigured):
        person_hash_keys("1old", "x")


def test_every_variable_is_explained():
    shop = ("settings", "environment", "reminders", "ways_to_pay", "ways_to_write")
    sources = (*(f"shop/{name}.py" for name in shop), "deploy/web.py", "docker-compose.yml")
    text = "".join((ROOT / name).read_text() for name in sources)
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))  # by the settings
    read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', text))  # by the web server
    read |= set(re.findall(r"\$\{([A-Z_]+)", text))  # by Docker Compose
    explained = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 40
    assert read | {"COMPOSE_PROFILES"} == explained


def test_a_comment_does_not_become_part_of_a_value():
    """Behind a value neither the settings nor systemd nor Docker agree on what is a comment."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    values = [line for line in lines if re.match(r"#? ?[A-Z_]+=", line)]
    assert len(values) > 40
    assert [line for line in values if " #" in line] == []


def test_what_an_old_secret_signed_is_still_believed(tmp_path):
    code = "from django.core.signing import *; print(Signer().unsign(Signer(key={!r}).sign('x')))"
    old, new = PRODUCTION["SECRET_KEY"], "another-unpredictable-secret-that-is-long-enough-3Gh7"
    env = {**PRODUCTION, "SECRET_KEY": new, "SECRET_KEY_FALLBACKS": f"older,{old}"}
    result = manage("shell", "-v", "0", "-c", code.format(old), env=env, tmp_path=tmp_path)
    assert result.stdout.strip() == "x", result.stderr


@pytest.mark.parametrize("text", ["1:", "1:short", "1:a-key-that-is-long-enough,2:"])
def test_a_key_that_hides_no_address_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="shorter than 16 characters"):
        person_hash_keys(text, "x")


@pytest.mark.parametrize(
    ("read", "right", "wrong"),
    [
        (currency, "EUR", "XXZ"),
        (rate_limit, "120/minute", "lots"),
        (rate_limit, "", "-1/minute"),
        (time_scale, 60, 0),
        (alarm_after, 300, 4),
    ],
)
def test_a_value_that_means_nothing_stops_the_start(read, right, wrong):
    assert read(right) == right
    with pytest.raises(ImproperlyConfigured, match=str(wrong)):
        read(wrong)


def test_a_token_that_can_be_guessed_stops_the_start_and_is_not_shown():
    assert [metrics_token(text) for text in ("", "sixteen-or-more!")] == ["", "sixteen-or-more!"]
    with pytest.raises(ImproperlyConfigured) as refused:
        metrics_token("fifteen-or-less")
    assert str(refused.value) == "METRICS_TOKEN is shorter than 16 characters. Make a random one."


def test_in_production_time_passes_as_it_does(tmp_path):
    code = "from django.conf import settings; print(settings.TIME_SCALE)"
    env = {**PRODUCTION, "DEMO_TIME_SCALE": "60"}
    result = manage("shell", "-v", "0", "-c", code, env=env, tmp_path=tmp_path)
    assert result.stdout.strip() == "1", result.stderr


def test_tax_rates_left_empty_are_those_of_the_country():
    assert tax_rates("") == {}


def test_tax_rates_are_basis_points():
    found = tax_rates("standard:20, reduced:5.5 ,zero:0")
    assert found == {"standard": 2000, "reduced": 550, "zero": 0}


@pytest.mark.parametrize(
    "text",
    [" ", "20", "standard:20", "standard:x,reduced:5,zero:0", "standard:5.555,reduced:5,zero:0",
     "standard:101,reduced:5,zero:0", "standard:-1,reduced:5,zero:0", "standard:20,reduced:5,zero:0,x:1"],
)  # fmt: skip
def test_tax_rates_that_mean_nothing_stop_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="TAX_RATES"):
        tax_rates(text)


@pytest.mark.parametrize("code", ["", "F", "fr", "XX", "France", "001"])
def test_a_country_that_does_not_exist_stops_the_start(code):
    with pytest.raises(ImproperlyConfigured, match="COUNTRY"):
        country(code)
    assert country("FR") == "FR"


def test_stripe_in_production_names_the_keys_that_are_missing(tmp_path):
    env = {**PRODUCTION, "GATEWAYS": "stripe", "STRIPE_SECRET_KEY": "sk_live_x"}
    result = manage("check", env=env, tmp_path=tmp_path)
    assert result.returncode == 1
    assert re.findall(r"stripe: (STRIPE_\w+) is not set", result.stderr) == [
        "STRIPE_PUBLISHABLE_KEY",
        "STRIPE_WEBHOOK_SECRET",
    ]
    keys = {"STRIPE_PUBLISHABLE_KEY": "pk_live_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}
    assert manage("check", env={**env, **keys}, tmp_path=tmp_path).returncode == 0


def test_the_test_bank_cannot_be_used_in_production(tmp_path):
    env = {**PRODUCTION, "GATEWAYS": "testbank"}
    result = manage("check", env=env, tmp_path=tmp_path)
    assert result.returncode == 1
    assert "testbank: whoever likes pays nothing there" in result.stderr


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "LOG_MONTHS", "ORDER_YEARS"])
def test_nothing_is_forgotten_at_once(monkeypatch, name):
    import environ

    monkeypatch.setenv(name, "0")
    with pytest.raises(ImproperlyConfigured, match="must be 1 or more"):
        retention(environ.Env())
