"""What is read into the grid, and what goes past it as it stands."""

from __future__ import annotations

import pytest

from tests.tui.terminal.screens import picture, terminal, text
from tui.terminal.capabilities import Capabilities, capabilities
from tui.terminal.colours import Depth, quantised
from tui.terminal.layer import SYNC_BEGIN, SYNC_END, OutputLayer
from tui.terminal.movement import UNKNOWN_COLUMN, shortest
from tui.terminal.styles import PLAIN, Style, StyleTable, read_sgr, sgr_change


def layer_of(width: int = 20, height: int = 5, **can: object) -> OutputLayer:
    layer = OutputLayer(width, height, Capabilities(**can))  # type: ignore[arg-type]
    layer.feed("".join(f"\x1b[{y};1H{' ' * width}" for y in range(1, height + 1)))
    layer.frame()
    return layer


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b]52;c;aGVp\x07",
        "\x1b]0;Salg – leads\x07",
        "\x1b]2;title\x1b\\",
        "\x1b]22;pointer\x07",
        "\x1b[?2004h",
        "\x1b[?25l",
        "\x1b[>1u",
        "\x1b[<u",
        "\x1b[?2026$p",
        "\x1b[6n",
        "\x1b[c",
        "\a",
        "\x1b[2 q",
    ],
)
def test_what_is_no_picture_passes_untouched(sequence: str) -> None:
    layer = layer_of()
    assert layer.feed(sequence) == sequence
    assert not layer.full_repaint_pending
    assert layer.frame() == ""
    assert layer.feed(f"\x1b[2;3Hab{sequence}cd") == sequence
    assert "abcd" in layer.frame()


@pytest.mark.parametrize(
    "sequence", ["\x1b[2J", "\x1bc", "\x1b[5;9r", "\x1b[?1049h", "\x1b[3L", "\x1b[4h", "\x1b[", "\x1bPq#0\x1b\\"]
)
def test_after_what_is_not_understood_all_is_painted_again(sequence: str) -> None:
    layer = layer_of()
    layer.feed("\x1b[2;3Hab")
    layer.frame()
    assert layer.feed(sequence) == sequence
    assert "ab" in layer.frame()


def test_links_are_kept_and_closed() -> None:
    layer = layer_of()
    layer.feed("\x1b[1;1Hsee \x1b]8;id=1;https://example.org/a?b;c\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\ now")
    sent = layer.frame()
    assert "\x1b]8;id=1;https://example.org/a?b;c\x1b\\" in sent
    assert sent.count("\x1b]8;;\x1b\\") == 1
    assert sent.index("here") < sent.index("\x1b]8;;\x1b\\") < sent.index("now")
    layer.feed("\x1b[1;6Hear")
    assert "\x1b]8" not in layer.frame()


def test_links_are_dropped_where_they_are_not_understood() -> None:
    layer = layer_of(links=False)
    layer.feed("\x1b[1;1H\x1b]8;id=1;https://example.org\x1b\\here\x1b]8;;\x1b\\")
    assert layer.frame().endswith("here")


def test_control_characters_in_text_never_reach_the_terminal() -> None:
    layer = layer_of()
    assert layer.feed("\x1b[1;1Ha\x9b31mb\x85c\x7fd\x00e") == ""
    sent = layer.frame()
    assert not set(sent) & set("\x9b\x85\x7f\x00")
    assert "a31mbcde" in sent


def test_marks_join_what_is_before_them() -> None:
    layer = layer_of()
    screen, stream = terminal(20, 5)
    layer.feed("\x1b[1;1Hcafe\u0301 x\u0323\u0302 a\u200bb 漢字")
    layer.feed("\x1b[2;1H👩\u200d🚀 ✔\ufe0f|")
    stream.feed(layer.frame())
    assert text(screen).startswith("café")
    assert layer.frame() == ""


def test_half_a_wide_character_takes_the_other_half_with_it() -> None:
    layer = layer_of()
    screen, stream = terminal(20, 5)
    layer.feed("\x1b[1;1H漢字漢字\x1b[2;1H漢字\x1b[3;20H漢\x1b[4;19H漢字")
    stream.feed(layer.frame())
    layer.feed("\x1b[1;2Hab\x1b[2;1Hx")
    stream.feed(layer.frame())
    assert [line.rstrip() for line in screen.display[:2]] == [" ab 漢字", "x 字"]
    assert screen.display[3].endswith("漢")


def test_the_last_cell_does_not_scroll() -> None:
    layer = OutputLayer(6, 3, Capabilities())
    screen, stream = terminal(6, 3)
    layer.feed("\x1b[1;1Habcdef\n\x1b[2;1Hghijkl\n\x1b[3;1Hmnopqr")
    stream.feed(layer.frame())
    layer.feed("\x1b[3;6HX\x1b[1;6HY")
    stream.feed(layer.frame())
    assert text(screen) == "abcdeY\nghijkl\nmnopqX"


def test_synchronised_output_only_for_frames_worth_it() -> None:
    layer = layer_of(80, 24)
    layer.synchronised = True
    layer.feed("\x1b[1;1Hshort")
    assert SYNC_BEGIN not in layer.frame()
    layer.feed("".join(f"\x1b[{y};1H\x1b[3{y % 8}mrow {y}\x1b[0m and a good deal more" for y in range(1, 25)))
    sent = layer.frame()
    assert sent.startswith(SYNC_BEGIN)
    assert sent.endswith(SYNC_END)
    assert layer.frame() == ""


def test_very_many_styles_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StyleTable, "LIMIT", 50)
    layer = layer_of()
    screen, stream = terminal(20, 5)
    stock, to_stock = terminal(20, 5)
    for number in range(300):
        frame = f"\x1b[{number % 5 + 1};1H\x1b[38;2;{number % 256};1;2mnumber {number}\x1b[0m   "
        layer.feed(frame)
        to_stock.feed(frame)
        stream.feed(layer.frame())
        assert picture(screen) == picture(stock)
    assert not layer._table.full


# Styles


@pytest.mark.parametrize(
    ("old", "new", "sent"),
    [
        ("", "", ""),
        ("1;31", "", "\x1b[m"),
        ("", "1;31", "\x1b[1;31m"),
        ("31", "32", "\x1b[32m"),
        ("1;31;44", "31;44", "\x1b[22m"),
        ("1;2", "2", "\x1b[;2m"),
        ("38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3;48;2;4;5;7", "\x1b[48;2;4;5;7m"),
        ("7;38;2;100;100;100", "38;2;100;100;100", "\x1b[27m"),
        ("7;31", "32", "\x1b[;32m"),
        ("21", "1", "\x1b[;1m"),
    ],
)
def test_the_shortest_change_of_style(old: str, new: str, sent: str) -> None:
    before, after = read_sgr(PLAIN, old), read_sgr(PLAIN, new)
    assert sgr_change(before, after) == sent
    if sent:
        assert read_sgr(before, sent[2:-1]) == after


def test_sgr_codes() -> None:
    assert read_sgr(PLAIN, "1;4;38;5;17;48;2;1;2;3") == Style("38;5;17", "48;2;1;2;3", 0b1001)
    assert read_sgr(Style("31", "41", 3), "39;49;22") == PLAIN
    assert read_sgr(Style("31", "41", 3), "") == PLAIN
    assert read_sgr(PLAIN, "99;58;38") == PLAIN


# Colours


@pytest.mark.parametrize(
    ("colour", "depth", "background", "nearest"),
    [
        ("38;2;255;0;0", Depth.COLOURS_256, False, "38;5;196"),
        ("48;2;18;18;18", Depth.COLOURS_256, True, "48;5;233"),
        ("38;2;255;80;80", Depth.COLOURS_16, False, "91"),
        ("48;2;0;0;160", Depth.COLOURS_16, True, "44"),
        ("38;5;9", Depth.COLOURS_16, False, "91"),
        ("38;5;196", Depth.COLOURS_256, False, "38;5;196"),
        ("31", Depth.COLOURS_16, False, "31"),
        ("38;2;1;2;3", Depth.TRUE_COLOUR, False, "38;2;1;2;3"),
        ("", Depth.COLOURS_16, False, ""),
    ],
)
def test_the_nearest_colour(colour: str, depth: Depth, background: bool, nearest: str) -> None:
    assert quantised(colour, depth, background) == nearest


def test_without_colours_what_stands_out_is_reversed() -> None:
    layer = OutputLayer(10, 3, Capabilities(depth=Depth.NONE))
    screen, stream = terminal(10, 3)
    dark, chosen = "38;2;224;224;224;48;2;18;18;18", "1;38;2;255;255;255;48;2;1;120;212"
    layer.feed(
        f"\x1b[1;1H\x1b[{dark}mfirst     \x1b[0m\x1b[2;1H\x1b[{chosen}mchosen    \x1b[0m\x1b[3;1H\x1b[{dark}mlast      "
    )
    sent = layer.frame()
    stream.feed(sent)
    assert "38;" not in sent
    assert "48;" not in sent
    rows = [screen.buffer[y][0] for y in range(3)]
    assert [cell.reverse for cell in rows] == [False, True, False]
    assert rows[1].bold
    assert screen.buffer[1][9].reverse, "also where there is no text"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, Capabilities(erases_with_background=True)),
        ({"TERM": "screen-256color"}, Capabilities()),
        ({"TERM": "tmux-256color", "NO_COLOR": "1"}, Capabilities(depth=Depth.NONE)),
        ({"TERM": "tmux", "NO_COLOR": ""}, Capabilities()),
        ({"TERM": "tmux", "NO_COLOR": "1", "SALG_COLORS": "16"}, Capabilities(depth=Depth.COLOURS_16)),
        ({"TERM": "xterm-256color", "SALG_BCE": "0"}, Capabilities()),
        ({"TERM": "tmux", "SALG_BCE": "1"}, Capabilities(erases_with_background=True)),
        ({"TERM": "linux", "SALG_BCE": "0"}, Capabilities(links=False, queries=False)),
        ({}, Capabilities()),
        ({"TERM": "no-such-terminal"}, Capabilities()),
    ],
)
def test_what_a_terminal_can_do(environ: dict[str, str], expected: Capabilities) -> None:
    assert capabilities(environ) == expected


# The cursor


@pytest.mark.parametrize(
    ("cursor", "x", "y", "sent"),
    [
        (None, 0, 0, "\x1b[H"),
        (None, 0, 4, "\x1b[5H"),
        (None, 7, 4, "\x1b[5;8H"),
        ((3, 4), 3, 4, ""),
        ((3, 4), 0, 4, "\r"),
        ((3, 4), 2, 4, "\b"),
        ((3, 4), 4, 4, "\x1b[C"),
        ((3, 4), 3, 5, "\x1bD"),
        ((3, 4), 3, 3, "\x1bM"),
        ((3, 4), 0, 5, "\r\x1bD"),
        ((70, 4), 70, 20, "\x1b[21d"),
        ((UNKNOWN_COLUMN, 4), 0, 5, "\r\x1bD"),
        ((UNKNOWN_COLUMN, 4), 9, 4, "\x1b[10G"),
    ],
)
def test_the_shortest_way(cursor: tuple[int, int] | None, x: int, y: int, sent: str) -> None:
    assert shortest(cursor, x, y) == sent
