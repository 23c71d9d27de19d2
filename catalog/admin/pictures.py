from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.models import Picture


def thumbnail(picture: Picture | None, *, size: int = 48) -> SafeString | str:
    """Return a small picture for a list; its size stands in the style sheet, and here for the page
    to keep the room.
    """
    if picture is None or not picture.file:
        return "–"
    return format_html(
        '<img class="thumbnail{}" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        "" if size == 48 else " large",  # noqa: PLR2004 - the two sizes of admin/shop.css
        picture.file.url,
        size,
        size,
    )
