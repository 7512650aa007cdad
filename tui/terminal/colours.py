"""Colours brought down to what a terminal can show.

The 256 colours are xterm's: 16 of the terminal's own, a cube of 6 × 6 × 6, and 24 greys.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

_REVERSE: Final = 1 << 6
_STEPS: Final = (0, 95, 135, 175, 215, 255)
_SIXTEEN: Final = (
    (0, 0, 0),
    (170, 0, 0),
    (0, 170, 0),
    (170, 85, 0),
    (0, 0, 170),
    (170, 0, 170),
    (0, 170, 170),
    (170, 170, 170),
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
    (255, 255, 255),
)

RGB = tuple[int, int, int]


class Depth(Enum):
    """How many colours a terminal is given."""

    AS_WRITTEN = "as written"
    TRUE_COLOUR = "truecolor"
    COLOURS_256 = "256"
    COLOURS_16 = "16"
    NONE = "none"


def rgb_of(colour: str) -> RGB | None:
    """Red, green, blue (0 … 255) of a colour in SGR form; None for the terminal's own colour (an empty string)."""
    if not colour:
        return None
    parts = [int(part) for part in colour.split(";")]
    if len(parts) == 5:
        return parts[2], parts[3], parts[4]
    if len(parts) == 3:
        return _rgb_of_256(parts[2])
    code = parts[0]
    return _SIXTEEN[code % 10 + (8 if code >= 90 else 0)]


def _rgb_of_256(number: int) -> RGB:
    if number < 16:
        return _SIXTEEN[number]
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return grey, grey, grey
    number -= 16
    return _STEPS[number // 36], _STEPS[number // 6 % 6], _STEPS[number % 6]


def _distance(one: RGB, other: RGB) -> int:
    # Weighted as the eye is, cheaply: green counts most, blue least.
    red, green, blue = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return 3 * red * red + 6 * green * green + blue * blue


def _to_256(rgb: RGB) -> int:
    cube = [min(range(6), key=lambda step: abs(_STEPS[step] - part)) for part in rgb]
    in_cube = 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    grey = 232 + max(0, min(23, (sum(rgb) // 3 - 3) // 10))
    return min((in_cube, grey), key=lambda number: _distance(_rgb_of_256(number), rgb))


def _to_16(rgb: RGB) -> int:
    return min(range(16), key=lambda number: _distance(_SIXTEEN[number], rgb))


@lru_cache(maxsize=4096)
def quantised(colour: str, depth: Depth, background: bool) -> str:
    """A colour in SGR form as the nearest one of ``depth``, in SGR form.

    ``Depth.NONE`` leaves it as it is: what a colour says without colours is for :func:`without_colours`.
    """
    if not colour or depth not in (Depth.COLOURS_256, Depth.COLOURS_16):
        return colour
    parts = colour.split(";")
    if len(parts) == 1 or (depth is Depth.COLOURS_256 and len(parts) == 3):
        return colour
    rgb = rgb_of(colour)
    assert rgb is not None
    if depth is Depth.COLOURS_256:
        return f"{48 if background else 38};5;{_to_256(rgb)}"
    number = int(parts[2]) if len(parts) == 3 and int(parts[2]) < 16 else _to_16(rgb)
    return str((30 if number < 8 else 82) + number + (10 if background else 0))


def without_colours(background: str, paper: str, attributes: int) -> int:
    """The attributes that stand for a style where no colours are sent.

    What stands on a background far from ``paper``, the background of most of the screen (a cursor row, a chosen
    choice), is shown in reverse, so that it can still be told apart. Both are colours in SGR form.
    """
    sheet, ground = rgb_of(paper), rgb_of(background)
    if sheet is None or ground is None:
        stands_out = sheet is not ground
    else:
        stands_out = _distance(sheet, ground) > 10 * 48 * 48
    return attributes ^ _REVERSE if stands_out else attributes
