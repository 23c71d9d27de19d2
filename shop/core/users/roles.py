"""Make the staff's groups and give them their permissions (``settings.ROLES``)."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

_ACTIONS = ("view", "add", "change", "delete")


def grant_roles(*, using: str = "default") -> None:
    """Make each role's group and add the permissions that it lacks. May run any number of times.

    Nothing is ever taken away: what a superuser adds to a group stays. Who wants a role with
    less makes a group of another name, since the next upgrade would complete this one again.
    """
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, wanted in settings.ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        codes = {code for text in wanted for code in _codes(text)}
        group.permissions.add(*(known[code] for code in codes if code in known))


def after_migrate(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Grant the roles once the tables and permissions of all apps stand (``post_migrate``).

    Django tells it app by app, and makes the permissions of an app when told of it, perhaps later
    than us; making them is safe to repeat, so we do it first instead of relying on an order.
    """
    *_, last = (app for app in apps.get_app_configs() if app.models_module)
    if sender == last:
        create_permissions(sender, verbosity=0, using=using)
        grant_roles(using=using)


def _codes(text: str) -> Iterable[tuple[str, str]]:
    """Return what an entry of the table stands for, as ``(app label, codename)``."""
    what, _, some = text.partition(":")
    app_label, _, model = what.partition(".")
    if not model:
        return [(app_label, some)]
    return [(app_label, f"{action}_{model}") for action in (some.split(",") if some else _ACTIONS)]
