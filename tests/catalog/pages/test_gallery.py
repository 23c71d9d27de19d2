from pathlib import Path

import pytest

from catalog.pages.gallery import ERRORS, gallery

COMPONENTS = Path("templates/components")


def test_gallery_shows_the_components_without_a_query(rf):
    html = gallery(rf.get("/gallery/")).content.decode()
    for part in ("crumbs", "button--danger", "errorlist", "notice--error", "pages", "card--low"):
        assert part in html


def test_every_component_is_in_the_gallery_or_in_one_that_is():
    """The frame (base.html) and the gallery's own page are searched, and what they include."""
    seen, to_read = set(), ["templates/base.html", "templates/catalog/gallery.html"]
    while to_read:
        text = Path(to_read.pop()).read_text()
        for component in COMPONENTS.glob("*.html"):
            if f'"components/{component.name}"' in text and component not in seen:
                seen.add(component)
                to_read.append(str(component))
    assert seen == set(COMPONENTS.glob("*.html"))


@pytest.mark.parametrize("code", ERRORS)
def test_gallery_shows_every_error_page(client, code):
    html = client.get(f"/gallery/{code}/").content.decode()
    assert "lost__mark" in html
    assert f'href="/gallery/{code}/"' in client.get("/gallery/").content.decode()


def test_gallery_knows_all_error_pages(client):
    frames = {"page", "alone"}
    assert {path.stem for path in Path("templates/errors").iterdir()} == {*ERRORS, *frames}
    assert client.get("/gallery/418/").status_code == 404
