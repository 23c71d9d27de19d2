"""Every kind of link that a mail of the shop holds, what each may be asked, and all that it could change."""

import re

from django.apps import apps
from django.utils.translation import override

from checkout.visitor import new_secret
from recovery.links.making import make_links
from recovery.models import LinkPurpose
from tests.shopper import path_of

ADDRESSES = {
    "r": "/r/{}/",
    "own": "/r/{}/",
    "u": "/u/{}/",
    "why": "/why/{}/",
    "answer": "/why/{}/answer/",
    "o": "/o/{}/",
}
_PURPOSES = {
    "r": LinkPurpose.RESUME,
    "own": LinkPurpose.OWN,
    "u": LinkPurpose.STOP,
    "why": LinkPurpose.WHY,
    "answer": LinkPurpose.WHY,
}
ASKED = [  # every verb of every link, as its form sends it
    {},
    *({"do": verb} for verb in ("open", "copy", "identify", "again", "stop", "erase", "x\0")),
    {"said": "price", "words": "I am Zoé"},
]
PERSONAL = ("zoe@demo.example", "Zoé Démo", "rue des Essais", "75011")
_APPS = ("cart", "checkout", "recovery", "messaging", "users", "account", "sessions", "privacy")


def secrets_of(episode):
    """Return a new secret for each kind of link to ``episode`` and its order."""
    found = {"o": new_secret(episode.cart.order)}
    for kind, purpose in _PURPOSES.items():
        (url,) = make_links(episode, purpose)
        found[kind] = re.search(r"/(?:r|u|why)/([^/]+)/", path_of(url))[1]
    return found


def address(kind, secret):
    return ADDRESSES[kind].format(secret)


def everything():
    """Return all rows that a link, or whoever has it, could be about."""
    models = [model for label in _APPS for model in apps.get_app_config(label).get_models()]
    with override("en"):  # of words in two languages, rows have those of the last request
        return {
            each._meta.label: list(each._default_manager.order_by("pk").values()) for each in models
        }


def changed(before):
    """Return which tables have changed since ``before`` was read."""
    now = everything()
    return {label for label, rows in now.items() if rows != before[label]}


def names_somebody(response):
    """Return what of the owner is in an answer: in its page, its headers, its cookies."""
    told = response.content.decode() + str(response.headers) + str(response.cookies)
    return [word for word in PERSONAL if word in told]
