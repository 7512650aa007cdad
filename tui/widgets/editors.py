"""Text being typed, without a screen: one line of it, or many.

Positions are indices into the text; the cursor never stands inside what people see as one character (a letter with
its combining marks). What is shown has as many characters as the text, with controls made visible, so that an index
means the same in both.
"""

from __future__ import annotations

import functools

from rich.cells import split_graphemes

from model.core.text import visible
from tui.looks import ASCII_SIGNS

Span = tuple[int, int, int]
"""Start, end and cells of one character as people see it."""


@functools.lru_cache(maxsize=256)
def spans(text: str) -> tuple[Span, ...]:
    """Return the characters of ``text`` as people see them; each is at least one cell wide."""
    if text.isascii():
        return tuple((index, index + 1, 1) for index in range(len(text)))
    return tuple((start, end, max(1, width)) for start, end, width in split_graphemes(visible(text))[0])


def shown(text: str, span: Span) -> str:
    """Return one character of ``text`` as it may be put on the screen, ``span[2]`` cells wide."""
    piece = visible(text[span[0] : span[1]])
    if not text.isascii() and split_graphemes(piece)[1] != span[2]:
        return "\ufffd" + " " * (span[2] - 1)
    return piece


def cells(text: str) -> int:
    """Return how many cells ``text`` takes as it is shown."""
    return sum(span[2] for span in spans(text))


def fit(text: str, width: int, *, ascii: bool = False) -> str:
    """Return ``text`` as it may be shown in ``width`` cells, with a sign at its end where it had to be cut."""
    text = text.translate(ASCII_SIGNS) if ascii else text
    found = spans(text)
    if sum(span[2] for span in found) <= width:
        return "".join(shown(text, span) for span in found)
    taken, room = [], width - 1
    for span in found:
        if span[2] > room:
            break
        room -= span[2]
        taken.append(shown(text, span))
    return ("".join(taken) + ("~" if ascii else "…")) if width > 0 else ""


class Editor:
    """Text with a cursor, and the keys that change it (those of readline)."""

    lines = False
    """Whether the text may have line breaks."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)
        self._killed = ""

    def set(self, text: str) -> None:
        """Put ``text`` in place of what stands there, with the cursor behind it."""
        self.text = text
        self.cursor = len(text)

    def insert(self, text: str) -> None:
        """Insert ``text`` at the cursor; where there is one line only, line breaks and tabs become spaces."""
        if self.lines:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        elif len(text) > 1:
            text = " ".join(text.strip("\r\n").replace("\t", " ").splitlines())
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor = self._whole(self.cursor + len(text))

    def key(self, key: str, character: str | None) -> bool:
        """Do what a key does here; return whether it does anything here, even if there was nothing to do."""
        if character is not None and character.isprintable() and key not in ("tab", "enter"):
            self.insert(character)
            return True
        match key:
            case "left" | "ctrl+b":
                self.cursor = self._before(self.cursor)
            case "right" | "ctrl+f":
                self.cursor = self._after(self.cursor)
            case "home" | "ctrl+a":
                self.cursor = self._row_start()
            case "end" | "ctrl+e":
                self.cursor = self._row_end()
            case "ctrl+left":
                self.cursor = self._word_before()
            case "ctrl+right":
                self.cursor = self._word_after()
            case "backspace" | "ctrl+h":
                self._cut(self._before(self.cursor), self.cursor)
            case "delete" | "ctrl+d":
                self._cut(self.cursor, self._after(self.cursor))
            case "ctrl+w" | "ctrl+backspace":
                self._kill(self._word_before(), self.cursor)
            case "ctrl+k":
                self._kill(
                    self.cursor,
                    self._row_end() if self.text[self.cursor : self.cursor + 1] != "\n" else self.cursor + 1,
                )
            case "ctrl+u":
                self._kill(self._row_start(), self.cursor)
            case "ctrl+y":
                self.insert(self._killed)
            case _:
                return False
        return True

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = self._whole(start)

    def _kill(self, start: int, end: int) -> None:
        if end > start:
            self._killed = self.text[start:end]
            self._cut(start, end)

    # Line by line, so that a long note costs no more at each key than the line one is in.

    def _bounds(self, index: int) -> tuple[int, int]:
        """Return where the line that ``index`` is in begins and ends."""
        end = self.text.find("\n", index)
        return self.text.rfind("\n", 0, index) + 1, len(self.text) if end < 0 else end

    def _whole(self, index: int) -> int:
        """Return the end of the character that ``index`` stands in."""
        start, end = self._bounds(index)
        line = spans(self.text[start:end])
        return next((start + span[1] for span in line if span[0] < index - start <= span[1]), index)

    def _before(self, index: int) -> int:
        start, _end = self._bounds(index)
        return start + spans(self.text[start:index])[-1][0] if index > start else max(0, index - 1)

    def _after(self, index: int) -> int:
        _start, end = self._bounds(index)
        return index + spans(self.text[index:end])[0][1] if index < end else min(index + 1, len(self.text))

    def _row_start(self) -> int:
        return 0

    def _row_end(self) -> int:
        return len(self.text)

    def _word_before(self) -> int:
        head = self.text[: self.cursor]
        head = head.rstrip()
        index = len(head) - len(head.split()[-1]) if head else 0
        start, end = self._bounds(index)
        line = spans(self.text[start:end])
        return next((start + span[0] for span in line if span[0] <= index - start < span[1]), index)

    def _word_after(self) -> int:
        tail = self.text[self.cursor :]
        blank = len(tail) - len(tail.lstrip())
        words = tail.split()
        return self._whole(self.cursor + blank + (len(words[0]) if words else 0))


class LineEditor(Editor):
    """One line, of which a window as wide as there is room is seen."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._left = 0

    def window(self, width: int) -> tuple[str, str, str]:
        """Return what is seen of the text in ``width`` cells: before the cursor, under it, after it.

        Under the cursor is a space where it stands behind the text. The window moves by a third of its width when the
        cursor leaves it, not at every letter.
        """
        found = spans(self.text)
        place = next((number for number, span in enumerate(found) if span[0] >= self.cursor), len(found))
        self._left = min(self._left, place)
        if sum(span[2] for span in found) < width:
            self._left = 0
        elif place == self._left and place:
            self._left = self._back(found, place, width // 3)
        under = found[place][2] if place < len(found) else 1
        if sum(span[2] for span in found[self._left : place]) + under > width:
            self._left = min(self._back(found, place, width - width // 3 - under), place)
        before = "".join(shown(self.text, span) for span in found[self._left : place])
        room = width - sum(span[2] for span in found[self._left : place]) - under
        after = []
        for span in found[place + 1 :]:
            room -= span[2]
            if room < 0:
                break
            after.append(shown(self.text, span))
        return before, shown(self.text, found[place]) if place < len(found) else " ", "".join(after)

    @staticmethod
    def _back(found: tuple[Span, ...], place: int, room: int) -> int:
        """Return the number of the first of the characters before ``place`` that fit into ``room`` cells."""
        while place and (room := room - found[place - 1][2]) >= 0:
            place -= 1
        return place


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Return the rows that ``text`` takes at ``width`` cells, as (start, end), broken at spaces where there are any.

    A line break belongs to no row; the space at which a row is broken belongs to the row before it.
    """
    rows: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        rows.extend((start + first, start + last) for first, last in _wrap_line(line, max(1, width)))
        start += len(line) + 1
    return rows


@functools.lru_cache(maxsize=2048)
def _wrap_line(line: str, width: int) -> tuple[tuple[int, int], ...]:
    rows: list[tuple[int, int]] = []
    first = used = 0
    space = -1
    for start, end, size in spans(line):
        # A space may hang over the edge: nobody sees it, and the next row begins with a word.
        while used + size > width and start > first and line[start:end] != " ":
            cut = space if space > first else start
            rows.append((first, cut))
            first, space = cut, -1
            used = cells(line[cut:start])
        used += size
        if line[start:end] == " ":
            space = end
    return (*rows, (first, len(line)))


class NoteEditor(Editor):
    """Text of many lines, wrapped at spaces. ``width`` is set by whoever shows it."""

    lines = True

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.width = 40
        self._goal: int | None = None
        self._top = 0
        self._kept: tuple[str, int, list[tuple[int, int]]] | None = None

    def rows(self) -> list[tuple[int, int]]:
        """Return the rows as they stand at this width."""
        if self._kept is None or self._kept[:2] != (self.text, self.width):
            self._kept = (self.text, self.width, wrap(self.text, self.width))
        return self._kept[2]

    def place(self) -> tuple[int, int]:
        """Return the row and the cell in which the cursor stands."""
        rows = self.rows()
        # A row that was broken ends where the next begins: the cursor stands at the beginning of that one.
        row = max(number for number, (start, _end) in enumerate(rows) if start <= self.cursor)
        return row, min(cells(self.text[rows[row][0] : self.cursor]), self.width)

    def key(self, key: str, character: str | None) -> bool:
        """Do what a key does here; ↑ in the first row and ↓ in the last are left to the form."""
        if key in ("up", "down"):
            return self._vertical(-1 if key == "up" else 1)
        self._goal = None
        if key in ("enter", "ctrl+j"):
            self.insert("\n")
            return True
        return super().key(key, character)

    def _vertical(self, step: int) -> bool:
        rows = self.rows()
        row, cell = self.place()
        if not 0 <= row + step < len(rows):
            return False
        self._goal = cell if self._goal is None else self._goal
        start, end = rows[row + step]
        # The end of a broken row is the beginning of the next.
        broken = row + step + 1 < len(rows) and rows[row + step + 1][0] == end
        self.cursor, used = start, 0
        for first, last, size in spans(self.text[start:end]):
            if used + size > self._goal or (broken and start + last == end):
                break
            self.cursor, used = start + last, used + size
            del first
        return True

    def _row_start(self) -> int:
        return self.rows()[self.place()[0]][0]

    def _row_end(self) -> int:
        rows = self.rows()
        row = self.place()[0]
        end = rows[row][1]
        broken = row + 1 < len(rows) and rows[row + 1][0] == end
        return self._before(end) if broken else end

    def window(self, height: int) -> int:
        """Return the number of the first row seen where ``height`` of them are, the cursor's among them."""
        row = self.place()[0]
        self._top = max(min(self._top, row, len(self.rows()) - height), row - height + 1, 0)
        return self._top
