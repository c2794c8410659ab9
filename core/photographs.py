"""A photograph or scan of a paper as a page of a PDF. Used by the worker; Pillow is imported inside."""

from __future__ import annotations

import io

A4_INCHES = (8.27, 11.69)


def page_of_image(content: bytes) -> bytes:
    """One page that fits on A4, upright as it was taken. Raises OSError or ValueError for what is no image."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content)) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    target = io.BytesIO()
    resolution = max(size / inches for size, inches in zip(image.size, A4_INCHES, strict=True))
    image.save(target, "PDF", resolution=resolution, producer="", creationDate=None, modDate=None)
    return target.getvalue()
