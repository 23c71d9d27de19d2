"""Every kind of mail in a window as wide as a phone and as a mail program on a desk, by day and by night.

``--pictures FOLDER`` keeps what was seen: ``mails-<language>-<width>-<scheme>.webp`` shows all kinds.
"""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.browser.montage import contact_sheet
from tests.mails.conftest import mails, shop_of_mails  # noqa: F401 - fixtures
from tests.recovery.conftest import scenarios  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS, SCHEMES = (390, 700), ("light", "dark")
TALLEST = 1800  # pixels


@pytest.fixture
def picture_of_goods():
    """A picture that can be seen, in place of those that the shop would give."""
    shot = io.BytesIO()
    Image.new("RGB", (288, 288), "#b5651d").save(shot, "PNG")
    return shot.getvalue()


def test_each_kind_can_be_read_on_a_phone_and_at_night(
    chromium,
    mails,  # noqa: F811
    picture_of_goods,
    request,
):
    seen, shots = {}, {}
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = _window(chromium, width, scheme, picture_of_goods)
            for kind, mail in sorted(mails.items()):
                page.set_content(mail.alternatives[0].content, wait_until="load")
                wide = page.evaluate("document.documentElement.scrollWidth")
                faults = _faults(page)
                if wide > width or faults:
                    seen[kind, width, scheme] = (wide, faults)
                shots.setdefault((width, scheme), []).append(page.screenshot(full_page=True))
            page.context.close()
    folder = request.config.getoption("--pictures")
    for (width, scheme), some in shots.items() if folder else ():
        contact_sheet(some, folder / f"mails-{mails.language}-{width}-{scheme}.webp", TALLEST)
    assert seen == {}


def _window(chromium, width, scheme, picture):
    context = chromium.new_context(
        viewport={"width": width, "height": 600}, color_scheme=scheme, java_script_enabled=True
    )
    context.route(
        "**/media/**", lambda route: route.fulfill(body=picture, content_type="image/png")
    )
    return context.new_page()


def _faults(page):
    """Return what axe finds unreadable; a mail has no landmarks, which only pages need."""
    found = Axe().run(page, options={"runOnly": ["color-contrast", "image-alt", "link-name"]})
    return [each["id"] for each in found.response["violations"]]
