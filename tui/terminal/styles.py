"""Styles of cells: read from SGR sequences, numbered, and changed one into the other with the fewest bytes.

The rule for what a code means is ECMA-48 (SGR) with xterm's additions for colours.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tui.terminal.colours import Depth, quantised, without_colours

BOLD: Final = 1 << 0
DIM: Final = 1 << 1
ITALIC: Final = 1 << 2
UNDERLINE: Final = 1 << 3
BLINK: Final = 1 << 4
FAST_BLINK: Final = 1 << 5
REVERSE: Final = 1 << 6
CONCEAL: Final = 1 << 7
STRIKE: Final = 1 << 8
DOUBLE_UNDERLINE: Final = 1 << 9
FRAME: Final = 1 << 10
ENCIRCLE: Final = 1 << 11
OVERLINE: Final = 1 << 12

_ON: Final[dict[int, int]] = {
    1: BOLD,
    2: DIM,
    3: ITALIC,
    4: UNDERLINE,
    5: BLINK,
    6: FAST_BLINK,
    7: REVERSE,
    8: CONCEAL,
    9: STRIKE,
    21: DOUBLE_UNDERLINE,
    51: FRAME,
    52: ENCIRCLE,
    53: OVERLINE,
}
_OFF: Final[dict[int, int]] = {
    22: BOLD | DIM,
    23: ITALIC,
    24: UNDERLINE | DOUBLE_UNDERLINE,
    25: BLINK | FAST_BLINK,
    27: REVERSE,
    28: CONCEAL,
    29: STRIKE,
    54: FRAME | ENCIRCLE,
    55: OVERLINE,
}
_SHOWS_ON_BLANK: Final = UNDERLINE | REVERSE | STRIKE | DOUBLE_UNDERLINE | FRAME | ENCIRCLE | OVERLINE
# These are switched off by a full reset only: terminals that do not know them read their codes in other ways (21 is
# "bold off" on some, 5x is unknown to many).
_RESET_ONLY: Final = DOUBLE_UNDERLINE | FRAME | ENCIRCLE | OVERLINE


class Style(NamedTuple):
    """How a cell looks.

    Colours are kept in the form in which SGR takes them (``31``, ``38;5;17``, ``48;2;1;2;3``); an empty string is the
    terminal's own colour. ``link`` is what stands between ``OSC 8 ;`` and its end (``id=…;address``), empty for none.
    """

    foreground: str = ""
    background: str = ""
    attributes: int = 0
    link: str = ""


PLAIN: Final = Style()
"""The style of a terminal just reset; always number 0 in a :class:`StyleTable`."""


def read_sgr(style: Style, parameters: str) -> Style:
    """The style after ``ESC [ parameters m`` has met a terminal whose pen was ``style``.

    Codes that are not known leave the style as it was.
    """
    foreground, background, attributes, link = style
    codes = parameters.split(";")
    at = 0
    while at < len(codes):
        code = int(codes[at]) if codes[at].isdigit() else 0
        at += 1
        if code == 0:
            foreground, background, attributes = "", "", 0
        elif code in _ON:
            attributes |= _ON[code]
        elif code in _OFF:
            attributes &= ~_OFF[code]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            foreground = str(code)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            background = str(code)
        elif code == 39:
            foreground = ""
        elif code == 49:
            background = ""
        elif code in (38, 48) and at < len(codes):
            length = {"5": 2, "2": 4}.get(codes[at], 1)
            value = ";".join([str(code), *codes[at : at + length]])
            at += length
            if length == 1:
                continue
            if code == 38:
                foreground = value
            else:
                background = value
    return Style(foreground, background, attributes, link)


def sgr_change(old: Style, new: Style) -> str:
    """The shortest sequence that turns a pen of style ``old`` into one of style ``new``; empty if there is none to
    make."""
    link = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    if old[:3] == new[:3]:
        return link
    if new[:3] == PLAIN[:3]:
        return "\x1b[m" + link
    full = [str(code) for code, bit in _ON.items() if new.attributes & bit]
    full += [colour for colour in (new.foreground, new.background) if colour]
    fresh = f"\x1b[{';'.join(['', *full])}m"
    lost = old.attributes & ~new.attributes
    if lost & _RESET_ONLY:
        return fresh + link
    codes: list[str] = []
    kept = old.attributes
    for code, bits in _OFF.items():
        if lost & bits:
            codes.append(str(code))
            kept &= ~bits
    codes += [str(code) for code, bit in _ON.items() if new.attributes & ~kept & bit]
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return (step if len(step) <= len(fresh) else fresh) + link


class StyleTable:
    """Styles by number, so that a row of styles is a string of the characters with these numbers.

    A *pen* is the number of a style as it was written, a *style number* that of a style as this terminal shows it. Pens
    that look the same share a style number, so that a difference nobody can see is none.

    Args:
        depth: how many colours the terminal is given; each style is brought down to it once.
        links: whether links (OSC 8) are kept; without, they are dropped and only the text stays.
    """

    LIMIT: Final = 20_000

    def __init__(self, depth: Depth = Depth.AS_WRITTEN, *, links: bool = True) -> None:
        self._depth = depth
        self._paper = ""
        self._links = links
        self._pens: list[Style] = []
        self._pen_numbers: dict[Style, int] = {}
        self._read: dict[tuple[int, str], int] = {}
        self._numbers: dict[Style, int] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self.looks: list[int] = []
        """For each pen the number of the style it is shown in."""
        self.styles: list[Style] = []
        """For each style number the style that is sent."""
        self.blanks: list[int] = []
        """For each style number the number of what a space in it looks like (mostly its background only)."""
        self.number(PLAIN)
        self.pen(PLAIN)

    @property
    def full(self) -> bool:
        """Whether so many styles have been met that it is time to begin a new table (and repaint)."""
        return len(self._pens) >= self.LIMIT

    def number(self, shown: Style) -> int:
        """The number of a style as it is shown."""
        known = self._numbers.get(shown)
        if known is None:
            known = self._numbers[shown] = len(self.styles)
            self.styles.append(shown)
            self.blanks.append(known)
            seen = shown.attributes & _SHOWS_ON_BLANK
            blank = Style(shown.foreground if seen else "", shown.background, seen, shown.link)
            self.blanks[known] = self.number(blank)
        return known

    def pen(self, written: Style) -> int:
        """The pen for a style as it was written."""
        known = self._pen_numbers.get(written)
        if known is None:
            known = self._pen_numbers[written] = len(self._pens)
            self._pens.append(written)
            foreground = quantised(written.foreground, self._depth, False)
            background = quantised(written.background, self._depth, True)
            link = written.link if self._links else ""
            self.looks.append(self.number(Style(foreground, background, written.attributes, link)))
        return known

    def after(self, pen: int, parameters: str) -> int:
        """The pen after ``ESC [ parameters m``."""
        key = pen, parameters
        known = self._read.get(key)
        if known is None:
            known = self._read[key] = self.pen(read_sgr(self._pens[pen], parameters))
        return known

    def linked(self, pen: int, link: str) -> int:
        """The pen after ``OSC 8 ; link``; a link that ends in ``;`` is no link."""
        return self.pen(self._pens[pen]._replace(link="" if link.endswith(";") else link))

    def lay_on(self, style: int) -> None:
        """Without colours, the background of ``style`` is the paper that most of the screen stands on."""
        paper = self.styles[style].background
        if self._depth is Depth.NONE and paper != self._paper:
            self._paper = paper
            self._changes.clear()

    def sent(self, number: int) -> Style:
        """The style that is sent for a style number."""
        style = self.styles[number]
        if self._depth is not Depth.NONE:
            return style
        return Style("", "", without_colours(style.background, self._paper, style.attributes), style.link)

    def change(self, old: int, new: int) -> str:
        """The shortest sequence from style number ``old`` to style number ``new``."""
        key = old, new
        known = self._changes.get(key)
        if known is None:
            if len(self._changes) > 50_000:
                self._changes.clear()
            known = self._changes[key] = sgr_change(self.sent(old), self.sent(new))
        return known
