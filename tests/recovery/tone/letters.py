"""Reminders as the linter gets them: a good one, and how to make others from it."""

from dataclasses import replace

from django.conf import settings

from shop.core.messaging.rendering import Mail

SHOP = settings.BASE_URL
RESUME, STOP = f"{SHOP}/r/token/", f"{SHOP}/u/token/"

TEXT = """\
{greeting}

{opening}

2 × A thing — €20.00

Go back to my cart
{resume}

{closing}

Camille
Customer care, Panier

--
No more mails like this
{stop}
"""
HTML = """\
<!doctype html>
<html><head><title>Panier</title><style>.button {{ color: red !important; }}</style></head><body>
<p><a href="{shop}/">Panier</a></p>
<p>{greeting}</p>
<p>{opening}</p>
<table><tr><td><img src="{shop}/media/thing.webp" width="72" height="72" alt=""></td><td>2 × A thing</td></tr></table>
<p><a class="button" href="{resume}">Go back to my cart</a></p>
<p>{closing}</p>
<p>Camille<br>Customer care, Panier</p>
<p><a href="{stop}">No more mails like this</a></p>
</body></html>
"""
HEADERS = {
    "List-Unsubscribe": f"<{STOP}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
OPENING = "Did something get in your way? If I can help, just answer this mail."
CLOSING = "If you have changed your mind, you need not do anything."


def letter(
    opening=OPENING, *, subject="Can I help you?", closing=CLOSING, greeting="Hello,", **changed
):
    """Return a reminder that says this, and that is otherwise as it should be."""
    told = {
        "greeting": greeting,
        "opening": opening,
        "closing": closing,
        "shop": SHOP,
        "resume": RESUME,
        "stop": STOP,
    }
    mail = Mail(subject, TEXT.format(**told), HTML.format(**told), headers=HEADERS)
    return replace(mail, **changed)
