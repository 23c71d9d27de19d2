from pathlib import Path

from catalog.pages.gallery import gallery

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
