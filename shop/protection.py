"""What a browser is told that pages of the shop may load: nothing from elsewhere, nothing inline."""

from csp.constants import NONE, SELF

_FROM_HERE = ["script", "style", "font", "connect", "manifest", "frame"]

FROM_HERE_ALONE = {
    "DIRECTIVES": {
        **{f"{kind}-src": [SELF] for kind in _FROM_HERE},
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        **{name: [NONE] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")},
    },
}
