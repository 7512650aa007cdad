"""The editors of a form against a naive model, and what they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from model.core.text import visible
from tui.widgets.editors import LineEditor, NoteEditor, cells, fit, spans, wrap

ALPHABET = "ab æ漢é\u0301\u200d👩\x1b\u202e["
KEYS = [
    "left", "right", "home", "end", "backspace", "delete", "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w",
    "ctrl+y", "ctrl+left", "ctrl+right", "ctrl+b", "ctrl+f",
]  # fmt: skip


class NaiveLine:
    """A line of single letters with a cursor, written down as plainly as can be."""

    def __init__(self) -> None:
        self.before = ""
        self.after = ""
        self.killed = ""

    def kill(self, killed: str) -> None:
        self.killed = killed or self.killed

    def press(self, key: str) -> None:
        before, after = self.before, self.after
        if len(key) == 1:
            self.before += key
        elif key in ("left", "ctrl+b") and before:
            self.before, self.after = before[:-1], before[-1] + after
        elif key in ("right", "ctrl+f") and after:
            self.before, self.after = before + after[0], after[1:]
        elif key in ("home", "ctrl+a"):
            self.before, self.after = "", before + after
        elif key in ("end", "ctrl+e"):
            self.before, self.after = before + after, ""
        elif key == "backspace":
            self.before = before[:-1]
        elif key == "delete":
            self.after = after[1:]
        elif key == "ctrl+k":
            self.kill(after)
            self.after = ""
        elif key == "ctrl+u":
            self.kill(before)
            self.before = ""
        elif key == "ctrl+y":
            self.before += self.killed
        elif key in ("ctrl+w", "ctrl+left"):
            kept = before.rstrip(" ")
            while kept and kept[-1] != " ":
                kept = kept[:-1]
            self.before = kept
            if key == "ctrl+w":
                self.kill(before[len(kept) :])
            else:
                self.after = before[len(kept) :] + after
        elif key == "ctrl+right":
            rest = after.lstrip(" ")
            while rest and rest[0] != " ":
                rest = rest[1:]
            self.before, self.after = before + after[: len(after) - len(rest)], rest


@given(st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from("abc æ漢"))))
def test_line_editor_does_what_a_naive_one_does(keys: list[str]) -> None:
    """Every sequence of keys leaves text and cursor where a plainly written line has them."""
    editor, naive = LineEditor(), NaiveLine()
    for key in keys:
        assert editor.key(key, key if len(key) == 1 else None)
        naive.press(key)
        assert (editor.text, editor.cursor) == (naive.before + naive.after, len(naive.before))


@given(st.text(ALPHABET), st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(ALPHABET))), st.integers(2, 12))
def test_line_window_is_never_wider_than_its_room_and_shows_the_cursor(text: str, keys: list[str], width: int) -> None:
    """Whatever is typed, what is seen fits, holds no control character, and the cursor stands on a whole character."""
    editor = LineEditor(text)
    for key in ["", *keys]:
        editor.key(key, key if len(key) == 1 and key.isprintable() else None)
        before, under, after = editor.window(width)
        assert cell_len(before + under + after) <= width
        assert (before + under + after).isprintable()
        assert editor.cursor in {0, len(editor.text), *(span[0] for span in spans(editor.text))}
        assert cell_len(under) >= 1


@given(st.text(ALPHABET + "\n", max_size=80), st.integers(2, 15))
def test_wrapped_rows_hold_all_of_the_text_and_fit(text: str, width: int) -> None:
    """Nothing is lost between rows but line breaks; only spaces hang over the edge."""
    rows = wrap(text, width)
    joined = "".join(text[start:end] for start, end in rows)
    assert joined == text.replace("\n", "")
    assert all(cells(text[start:end].rstrip(" ")) <= width for start, end in rows)


@given(
    st.text("ab c\n漢", max_size=60),
    st.lists(st.sampled_from([*KEYS, "up", "down", "enter", "x", " ", "漢"]), max_size=40),
    st.integers(2, 9),
)
def test_note_editor_keeps_its_cursor_in_the_text_and_its_rows(text: str, keys: list[str], width: int) -> None:
    """Moving never changes the text; every place of the cursor is one that can be seen."""
    editor = NoteEditor(text)
    editor.width = width
    for key in keys:
        before = editor.text
        editor.key(key, key if len(key) == 1 else None)
        if key in ("up", "down", "left", "right", "home", "end"):
            assert editor.text == before
        row, cell = editor.place()
        assert 0 <= row < len(editor.rows())
        assert 0 <= cell <= width
        assert 0 <= editor.cursor <= len(editor.text)


def test_note_goes_up_and_down_by_rows_as_they_are_seen() -> None:
    """↓ goes through the rows of a wrapped line, holds its column over short rows, and ends at the last."""
    editor = NoteEditor("one two three\nx\nfour five")
    editor.width = 8
    editor.cursor = 6
    assert editor.place() == (0, 6)
    assert editor.key("down", None)
    assert editor.place() == (1, 5)
    assert editor.key("down", None)
    assert editor.place() == (2, 1)
    assert editor.key("down", None)
    assert editor.place() == (3, 4)
    assert editor.key("down", None)
    assert not editor.key("down", None)
    assert editor.key("home", None)
    assert editor.place() == (4, 0)


def test_paste_of_many_lines_into_one_line_becomes_one_line() -> None:
    """Line breaks and tabs become spaces; those at the ends go."""
    editor = LineEditor("a")
    editor.insert("\r\nStrandgaten 1\r\n5004\tBergen\n")
    assert editor.text == "aStrandgaten 1 5004 Bergen"


def test_paste_into_a_note_keeps_its_lines() -> None:
    """The three kinds of line break are one."""
    editor = NoteEditor()
    editor.insert("one\r\ntwo\rthree\n")
    assert editor.text == "one\ntwo\nthree\n"


def test_a_letter_with_its_accent_is_one_step() -> None:
    """The cursor passes a letter with a combining mark at once, and erases it at once."""
    editor = LineEditor("xe\u0301y")
    editor.key("left", None)
    editor.key("left", None)
    assert editor.cursor == 1
    editor.key("delete", None)
    assert editor.text == "xy"


@given(st.text(ALPHABET), st.integers(0, 12))
def test_fit_never_takes_more_cells_than_there_are(text: str, width: int) -> None:
    """Cut or not, what is shown is printable and no wider than its room."""
    told = fit(text, width)
    assert cell_len(told) <= width
    assert told.isprintable()


@pytest.mark.parametrize("text", ["\u0301", "\ufe0f", "\u0301\u0301x"])
def test_marks_without_a_letter_take_a_cell_of_their_own(text: str) -> None:
    """They would otherwise stand on what is before them, outside the field."""
    assert split_graphemes(visible(text))[0]
    assert cell_len(fit(text, 5)) == cells(text)
