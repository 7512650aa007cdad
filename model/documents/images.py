"""What a picture is: its width, height and colour depth, read by Pillow from what the file says of itself (CAMP-14)."""

from __future__ import annotations

import mimetypes
import warnings
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.text import visible

_TYPES = mimetypes.MimeTypes()
"""The table that Python brings along: what a file is does not depend on the machine."""

_FORMATS: Mapping[str, str] = {
    "image/bmp": "BMP",
    "image/gif": "GIF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
}
"""The pictures that are looked into, and what Pillow calls their formats: nothing else of Pillow reads a file."""

_BITS: Mapping[str, int] = {
    "1": 1, "L": 8, "P": 8, "LA": 16, "PA": 16, "I;16": 16, "I;16B": 16, "I;16L": 16, "RGB": 24, "YCbCr": 24, "LAB": 24,
    "HSV": 24, "RGBA": 32, "RGBX": 32, "RGBa": 32, "CMYK": 32, "I": 32, "F": 32,
}  # fmt: skip
"""Bits per pixel by Pillow's mode."""


class Picture(NamedTuple):
    """Width and height in pixels, depth in bits per pixel; depth is None where the format is an unusual one."""

    width: int
    height: int
    depth: int | None


def media_type(name: str) -> str:
    """Return the media type of a file of that name, such as ``image/png``."""
    return _TYPES.guess_type(name, strict=False)[0] or "application/octet-stream"


def look_at(file: BinaryIO, name: str) -> Picture | None:
    """Return what a picture is, None for a file whose name is not that of one.

    Raises :class:`UserError` for the field ``file``: for what is called a picture and is none, and for one of more
    pixels than Pillow unpacks, which may be made to fill the memory of whoever shows it.
    """
    form = _FORMATS.get(media_type(name))
    if form is None:
        return None
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as found:
                picture = Picture(found.width, found.height, _BITS.get(found.mode))
                found.verify()
                return picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            _("{name} has more than {count} pixels.").format(
                name=visible(name), count=format_whole(Image.MAX_IMAGE_PIXELS or 0)
            ),
            "file",
        ) from error
    except Exception as error:
        # What Pillow raises for damaged bytes depends on where they are damaged.
        raise UserError(
            _("{name} is called a picture, but there is none in it.").format(name=visible(name)), "file"
        ) from error
