"""How a page looks to those who use it: asked of axe, and of the browser itself."""

import re

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
CONTRAST = "{runOnly: ['color-contrast']}"  # all that the colours of the other scheme can change
EVERYTHING = "{rules: {'target-size': {enabled: true}}}"  # WCAG 2.2's rule is off by itself
# Only what is wrong is described: to bring what is right here takes longer than to find it.
RUN = "axe.run({...%s, resultTypes: ['violations']}).then(({violations}) => ({violations}))"
LOOKS = [
    (390, "light", EVERYTHING),
    (390, "dark", CONTRAST),
    (1280, "dark", EVERYTHING),
    (1280, "light", CONTRAST),
]

# WCAG 2.5.8: 24 by 24 pixels, but for links inside a text.
_SMALL_TARGETS = """() => [...document.querySelectorAll(
        "a, button, select, summary, input:not([type=hidden])")]
    .filter(e => !e.closest("p, .card, .crumbs") && !e.matches(".skip, .visually-hidden, h3 a"))
    .map(e => [e.outerHTML.slice(0, 90), e.closest("label") || e])
    .filter(([_, e]) => { const b = e.getBoundingClientRect();
                          return b.width && (b.width < 24 || b.height < 24); })
    .map(([html]) => html)"""

# Whether what has the focus shows it, itself or by the frame drawn around it.
_SHOWS_FOCUS = """() => {
    const e = document.activeElement;
    const drawn = [[e], [e, "::after"], [e.closest(".way, .choice") || e]];
    return drawn.some(([node, part]) => {
        const style = getComputedStyle(node, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
}"""


def small_targets(page):
    return page.evaluate(_SMALL_TARGETS)


# WCAG 1.4.12: what readers may set the distances of a text to.
_SPREAD_TEXT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                           word-spacing: 0.16em !important }
                       p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""


def shows_focus(page):
    return page.evaluate(_SHOWS_FOCUS)


def widths_at_320(page):
    """Return how wide the page is in a window of 320 pixels (WCAG 1.4.10), and with spread text."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate(_SPREAD_TEXT)
    spread = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size(before)
    return width, spread


def assert_accessible(page, options=EVERYTHING):
    """Ask axe; what it finds is shown rule by rule."""
    page.wait_for_load_state()  # what a form answered may be there before its styles
    if not page.evaluate("'axe' in window"):  # half a megabyte
        page.evaluate(AXE)
    found = AxeResults(page.evaluate(RUN % options))
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_accessible_at_every_size(page):
    """Ask axe on a phone and on a desk, in the light and in the dark; then squeeze the page."""
    before = page.viewport_size
    for width, scheme, options in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way
        assert_accessible(page, options)
    assert not small_targets(page), small_targets(page)
    page.set_viewport_size(before)
    assert widths_at_320(page) == (320, 320), page.url


class Copies:
    """Shows axe what a page without scripts showed: axe itself needs them."""

    def __init__(self, page):
        self.page = page

    def check(self, original):
        html = re.sub(r"<script.*?</script>|</?noscript>", "", original.content(), flags=re.DOTALL)
        url = original.url.partition("#")[0]
        self.page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.page.goto(url)
        assert_accessible(self.page)
        self.page.unroute(url)
