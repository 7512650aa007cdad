"""The company's logo, as it is put on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.settings import CompanySettings
from model.documents.images import look_at, media_type

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_MOST_PIXELS = (1200, 480)
"""More than paper shows in its place, at 400 dots an inch: a photograph would make each file as large as itself."""


class Logo(NamedTuple):
    """A picture as reportlab takes it, and its width and height in pixels."""

    image: Any
    width: int
    height: int


def read_logo(company: CompanySettings) -> Logo | None:
    """Return the logo of the settings, None where none is set.

    Raises :class:`UserError` for the field ``company.logo``: for a path that is not whole, for a file that cannot be
    read, and for one that is no PNG or JPEG.
    """
    if not company.logo.strip():
        return None
    path = Path(company.logo.strip()).expanduser()
    if not path.is_absolute():
        raise UserError(_("The path of the logo must begin with / or ~: {path}").format(path=path), "company.logo")
    form = _FORMATS.get(media_type(path.name))
    if form is None:
        raise UserError(_("The logo must be a PNG or JPEG file: {path}").format(path=path), "company.logo")
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    try:
        with open_named(path, "company.logo") as file:
            look_at(file, path.name)
        with open_named(path, "company.logo") as file, Image.open(file, formats=[form]) as found:
            found.thumbnail(_MOST_PIXELS)
            picture = found.convert("RGBA" if "A" in found.getbands() or "transparency" in found.info else "RGB")
    except UserError as error:
        raise UserError(error.message, "company.logo") from error
    except Exception as error:
        # What Pillow raises for damaged bytes depends on where they are damaged.
        raise UserError(_("The logo is damaged: {path}").format(path=path), "company.logo") from error
    return Logo(ImageReader(picture), picture.width, picture.height)
