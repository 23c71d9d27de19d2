"""Puts the pictures of pages side by side, for the README."""

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


def _top(path):
    with Image.open(path) as picture:
        return picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
