import pytest

from catalog.models import Picture
from catalog.pages.images import folder_of_sizes, image


def library_urls(*, file, width, height):
    """What django-pictures itself calls the sizes that it stores."""
    picture = Picture(file=file, width=width, height=height)
    sizes = picture.file.aspect_ratios[None]["WEBP"]
    return [f"{stored.url} {width}w" for width, stored in sorted(sizes.items())]


@pytest.mark.parametrize(
    "file", ["products/cup.png", "products/a.b/été 1.tar.jpg", "cup", "x/.png"]
)
@pytest.mark.parametrize("size", [(2000, 1500), (960, 960), (959, 3000), (640, 200), (320, 1)])
def test_srcset_names_the_files_of_the_library(file, size):
    width, height = size
    shown = image(file=file, width=width, height=height, alt="")
    assert shown.srcset.split(", ") == library_urls(file=file, width=width, height=height)


def test_image_shows_the_middle_size_where_there_is_no_choice():
    assert image(file="p/a.png", width=960, height=9, alt="").url == "/media/p/a/640w.webp"
    assert image(file="p/a.png", width=400, height=9, alt="").url == "/media/p/a/320w.webp"


def test_image_smaller_than_every_size_is_shown_itself():
    shown = image(file="p/a.png", width=319, height=200, alt="A cup")
    assert (shown.url, shown.srcset) == ("/media/p/a.png", "")
    assert library_urls(file="p/a.png", width=319, height=200) == []


def test_folder_of_sizes_is_the_name_without_its_suffix():
    assert folder_of_sizes("products/a.b.png") == "products/a.b"
