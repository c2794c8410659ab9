"""Photographs as pages: upright, on A4, and never so large that a worker dies of them."""

import io

import pikepdf
import pytest
import time_machine
from PIL import Image

from core import photographs
from core.photographs import A4_INCHES, page_of_image


def photograph(width: int, height: int, sort: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(target, sort, **options)
    return target.getvalue()


def test_page_fits_on_a4_and_keeps_no_more_than_is_seen() -> None:
    with pikepdf.open(io.BytesIO(page_of_image(photograph(3000, 4000)))) as made:
        (page,) = made.pages
        width, height = (float(value) / 72 for value in page.mediabox[2:])
        assert width <= A4_INCHES[0] + 0.01
        assert height <= A4_INCHES[1] + 0.01
        (image,) = page.get_images().values()
        assert max(int(image.Width), int(image.Height)) <= photographs.LONGEST_SIDE


def test_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with pikepdf.open(io.BytesIO(page_of_image(photograph(400, 300, exif=exif)))) as made:
        _left, _bottom, width, height = (float(value) for value in made.pages[0].mediabox)
        assert width < height


def test_same_photograph_makes_the_same_bytes() -> None:
    taken = photograph(40, 60, "PNG")
    first = page_of_image(taken)
    with time_machine.travel("2027-05-01"):
        assert page_of_image(taken) == first


@pytest.mark.parametrize(
    "content", [b"", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", photograph(4, 4, "GIF")]
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises((OSError, ValueError)):
        page_of_image(content)


def test_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographs, "MOST_PIXELS", 10_000)
    with pytest.raises(ValueError, match="101 x 100"):
        page_of_image(photograph(101, 100, "PNG"))
