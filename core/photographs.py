"""A photograph or scan of a paper as a page of a PDF. Used by the worker; Pillow is imported inside."""

from __future__ import annotations

import io

A4_INCHES = (8.27, 11.69)
LONGEST_SIDE = 3508
"""Pixels of A4 at 300 to the inch: more is not seen on paper, and makes the whole dossier large."""
MOST_PIXELS = 60_000_000
"""Twice a scan at 600 to the inch; unpacked, more would take the memory of a worker."""


def page_of_image(content: bytes) -> bytes:
    """One page that fits on A4, upright as it was taken. Raises OSError or ValueError for what is no JPEG or PNG, and
    for one that is too large."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError(f"{opened.width} x {opened.height} pixels")
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    resolution = max(size / inches for size, inches in zip(image.size, A4_INCHES, strict=True))
    image.save(target, "PDF", resolution=resolution, producer="", creationDate=None, modDate=None)
    return target.getvalue()
