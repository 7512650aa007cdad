"""Text wrapped to the width of a box."""

from __future__ import annotations

from tui.widgets.paragraphs import wrapped


def test_an_indented_line_stays_indented() -> None:
    assert wrapped("Customers\n  Entries: 25 new", 12) == ["Customers", "  Entries:", "  25 new"]
    assert wrapped("    " * 9 + "deep", 20) == ["    deep"]
    assert wrapped("   ", 20) == [""]
    assert wrapped("one  two", 20) == ["one  two"]
