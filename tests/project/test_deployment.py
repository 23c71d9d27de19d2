"""What runs the shop in production names what there is: no container engine is at hand to tell."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from shop.environment import REQUIRED_IN_PRODUCTION

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
OPERATIONS = (ROOT / "docs/operations.md").read_text()
EXAMPLE = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
APPS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())

NEEDS_NO_HEALTH_CHECK = {"migrate"}  # it ends, and what waits for it asks how


def commands():
    """Yield the words of every command of the shop: in compose, in units, in the image."""
    yield from (s["command"] for s in SERVICES.values() if s["image"] == "panier")
    for unit in UNITS:
        (line,) = re.findall(
            r"^ExecStart=/srv/panier/app/\.venv/bin/(.+)$", unit.read_text(), re.MULTILINE
        )
        yield line.split()
    yield re.findall(r'"([^"]+)"', re.search(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[1])


def test_the_brief_is_met():
    assert {"postgres", "redis", "web", "worker", "beat", "mail"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_right_that_it_does_not_need(name):
    service = SERVICES[name]
    uid, gid = service["user"].split(":")
    assert 0 not in {int(uid), int(gid)}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "front" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid"} & set(service)
    volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
    assert set(volumes) <= set(COMPOSE["volumes"])  # nothing of the host


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_watched_restarted_and_kept_from_filling_the_disk(name):
    service = SERVICES[name]
    assert ("healthcheck" in service) == (name not in NEEDS_NO_HEALTH_CHECK)
    assert service["restart"] == ("on-failure:3" if name == "migrate" else "unless-stopped")
    assert service["logging"]["options"]["max-size"] == "10m"


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_of_others_is_of_one_version(name):
    service = SERVICES[name]
    if "build" in service:
        stages = re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE)
        assert service["build"]["target"] in stages
    else:
        assert re.search(r":v?\d+[\w.-]*$", service["image"])
    bases = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) - {"python"}
    assert all(re.search(r":\d+\.\d+-\w+", base) for base in bases)


def test_nothing_starts_before_the_migrations():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }
    waiting = {n for service in SERVICES.values() for n in service.get("depends_on", {})}
    assert waiting <= set(SERVICES)


def test_no_secret_stands_in_a_file():
    secret = re.compile(r"KEY|PASSWORD|DATABASE_URL|EMAIL_URL")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not secret.search(name) or "${POSTGRES_PASSWORD:?" in value
    assert not re.findall(r"^(?:ARG|ENV)[^\n]*(?:KEY|PASSWORD|SECRET)", DOCKERFILE, re.MULTILINE)
    assert IGNORED[1] == "*"
    assert "!.env" not in IGNORED


def test_what_compose_sets_is_explained():
    ours = SERVICES["web"]["environment"]
    assert len(ours) > 5
    assert set(ours) - EXAMPLE == set()
    needed = set(REQUIRED_IN_PRODUCTION) - set(ours)
    said = OPERATIONS.partition("cat >> .env <<END")[2].partition("\nEND\n")[0]
    assert needed - set(re.findall(r"^([A-Z_]+)=", said, re.MULTILINE)) == set()
    assert set(re.findall(r"^([A-Z_]+)=", said, re.MULTILINE)) - EXAMPLE == set()


def test_each_command_names_what_exists():
    seen = set()
    for program, *words in commands():
        seen.add(program)
        if program == "python":
            assert (words[0], words[1] in get_commands()) == ("manage.py", True)
        else:
            assert importlib.util.find_spec(program)
        if program == "gunicorn":
            assert (words[0], words[2]) == ("-c", "shop.wsgi")
            assert (ROOT / words[1]).is_file()
        if program == "celery":
            assert words[:2] == ["-A", "shop"]
            assert words[2] in {"worker", "beat"}
    assert seen == {"python", "gunicorn", "celery"}


def test_units_run_what_containers_run():
    for unit in UNITS:
        name = unit.stem.removeprefix("panier-")
        command = " ".join(SERVICES[name]["command"])
        command = command.removesuffix(" --schedule=/app/var/run/schedule")  # VAR_DIR lasts there
        assert f"ExecStart=/srv/panier/app/.venv/bin/{command}\n" in unit.read_text()
        assert "\nUser=panier\n" in unit.read_text()


def test_the_image_takes_what_exists_and_all_that_the_shop_is():
    for name in re.findall(r"^!(.+)$", "\n".join(IGNORED), re.MULTILINE):
        assert (ROOT / name).exists()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _target = line.split()
        assert all((ROOT / source).exists() for source in sources)
    assert {f"!{app}" for app in APPS} <= set(IGNORED)
    (compiled,) = re.findall(r"python -m compileall -q (.+)", DOCKERFILE)
    assert set(compiled.split()) == {*APPS, "deploy"}
    (uv,) = re.findall(r"^UV_VERSION := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert f" uv=={uv}\n" in DOCKERFILE


def test_the_image_is_built_with_no_setting_that_it_keeps():
    (line,) = re.findall(r"^RUN export (.+?) &&", DOCKERFILE, re.MULTILINE)
    names = set(re.findall(r"([A-Z_]+)=", line))
    assert names == {"PANIER_PROFILE", *REQUIRED_IN_PRODUCTION}
    assert [stage.split()[-1] for stage in re.findall(r"^USER .+$", DOCKERFILE, re.MULTILINE)] == [
        "10001:10001",
        "10001:10001",
    ]


def test_the_front_may_wait_longer_than_a_process_takes_to_stop():
    web = (ROOT / "deploy/web.py").read_text()
    graceful = int(re.search(r"^graceful_timeout = (\d+)", web, re.MULTILINE)[1])
    assert int(SERVICES["web"]["stop_grace_period"].removesuffix("s")) > graceful
    kept = int(re.search(r"keepalive (\d+)s", (ROOT / "deploy/Caddyfile").read_text())[1])
    assert kept < int(re.search(r"^keepalive = (\d+)", web, re.MULTILINE)[1])


def test_operations_names_commands_and_files_that_exist():
    names = set(re.findall(r"manage\.py ([a-z_]+)", OPERATIONS)) - {"demo"}
    assert len(names) > 6
    assert names - set(get_commands()) == set()
    paths = re.findall(r"`((?:deploy|shop|docs)/[\w./*-]+)`|\(\.\./([\w./]+)\)", OPERATIONS)
    assert all(list(ROOT.glob(a or b)) for a, b in paths)
    variables = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)\b", OPERATIONS))
    assert variables - EXAMPLE == {"MEDIA_ROOT", "WEB_UPSTREAM"}  # the front's own
