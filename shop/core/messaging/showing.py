"""How a mail is shown on a page: in a frame of its own, with its looks, and able to do nothing."""

import re

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings

# A mail may bring its own looks and the shop's pictures, and open links in a new tab; it may not
# run, send or embed anything, whether it is seen inside its frame or opened on its own.
MAIL_POLICY = {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, settings.BASE_URL, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_LINKS_LEAVE_THE_FRAME = '<base target="_blank">'


def framed(html: str) -> str:
    """Return the HTML of a mail with its links opening outside of its frame."""
    head = _HEAD.search(html)
    place = head.end() if head else 0
    return html[:place] + _LINKS_LEAVE_THE_FRAME + html[place:]
