"""Puts the pictures of pages side by side, for the README and to look at all mails at once."""

import io

from PIL import Image

GAP = 32  # pixels
TALLEST = 1060  # pixels of each that are shown
MONTAGES = {
    "phone": ["home-en-390-light", "product-en-390-light", "cart-en-390-dark", "home-fr-390-dark"],
    "recovery": [
        "mail-left-en-390-light",
        "resume-en-390-light",
        "why-en-390-light",
        "checkout-declined-en-390-dark",
    ],
    "funnel": ["reports-funnel-en-1280-light"],
}


def make_montages(pictures, folder):
    """Write ``<name>.webp`` into ``folder`` for each of ``MONTAGES``, from those in ``pictures``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pages in MONTAGES.items():
        parts = [_top(pictures / f"{page}.webp") for page in pages]
        width = sum(part.width for part in parts) + GAP * (len(parts) - 1)
        sheet = Image.new("RGBA", (width, max(part.height for part in parts)))
        left = 0
        for part in parts:
            sheet.paste(part, (left, 0))
            left += part.width + GAP
        sheet.save(folder / f"{name}.webp", quality=82, method=6)


def contact_sheet(shots, path, tallest, columns=5):
    """Write all ``shots``, pictures of one width as bytes, into one picture, row by row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    parts = [part.crop((0, 0, part.width, min(part.height, tallest))) for part in parts]
    rows = [parts[n : n + columns] for n in range(0, len(parts), columns)]
    heights = [max(part.height for part in row) + GAP for row in rows]
    wide = columns * (parts[0].width + GAP)
    sheet = Image.new("RGB", (wide, sum(heights)), "#808080")
    for n, row in enumerate(rows):
        for m, part in enumerate(row):
            sheet.paste(part, (m * (part.width + GAP), sum(heights[:n])))
    sheet.save(path, quality=82, method=4)


def _top(path):
    with Image.open(path) as picture:
        return picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
