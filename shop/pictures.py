"""In which sizes pictures of products are kept."""

# A column of a product grid on phone, tablet and desktop, each at one and two pixels a point.
SIZES_OF_PICTURES = {
    "BREAKPOINTS": {"s": 640, "m": 960},
    "GRID_COLUMNS": 3,
    "CONTAINER_WIDTH": 960,
    "PIXEL_DENSITIES": [1],
    "FILE_TYPES": ["WEBP"],
    "USE_PLACEHOLDERS": False,
    # Sizes are made when the picture is saved: the library would put them on a Celery queue of its
    # own, and pages would show broken pictures until somebody serves it.
    "PROCESSOR": "pictures.tasks._process_picture",
}
