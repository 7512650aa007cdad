"""What a card shows, as data: its tabs, and what was read of the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from model.activities.belongings import Belongings
from model.core.access.session import Session
from model.core.changes.opt_outs import told as wishes_told
from model.core.dates import format_moment_short
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from model.registry.page import page_address
from tui.looks import Looks
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_rows import Cell
from tui.widgets.lines import Piece
from tui.widgets.links import linked

Headings = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings with the code names of the fields that stand under them; a note stands across the whole card."""


@dataclass(frozen=True)
class Tab:
    """One tab: its code name and label; its own keys work in ``contexts``, ``heads`` stand above its columns.

    ``always`` tabs are there also when they hold nothing. ``activity`` is the kind of activity that it lists. ``panel``
    is the name, among ``tui.rooms.PANELS``, of the whole list that stands on it.
    """

    name: str
    label: str
    contexts: tuple[str, ...] = ()
    activity: str = ""
    heads: tuple[Cell, ...] = ()
    empty: str = N_("Nothing here.")
    always: bool = True
    panel: str = ""


DETAILS = Tab("details", N_("Details"), ("details_tab",))
CUSTOM = Tab("custom", N_("Custom fields"), always=False)
HISTORY = Tab(
    "history",
    N_("History"),
    heads=(Cell(N_("When"), 17), Cell(N_("By"), 5), Cell(N_("What was done"))),
    empty=N_("Nothing has been changed since it was put on file."),
)


@dataclass
class Shown:
    """What a card shows, read in one go: values as they are, and as text."""

    title: str
    values: dict[str, Any]
    texts: dict[str, str]
    reading: Reading
    facts: list[list[Piece]] = field(default_factory=list)
    """What must be seen in the first second: under the title, on two lines where one is too short."""
    notice: list[Piece] = field(default_factory=list)
    """A second such line: what the record became, what forbids using it."""
    blocks: list[Block] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    related: list[tuple[str, str, int]] = field(default_factory=list)
    """Where ``r`` goes: label, record and ID."""
    further: Belongings | None = None
    """The activities of its opportunities and projects, read once for all that the card tells of them."""
    more: dict[str, Any] = field(default_factory=dict)
    """What the room's own keys need."""

    def tell(self, text: str, style: str = "", *, before: str = "") -> None:
        """Add a fact to the line under the title; ``before`` is the label that stands dim before it."""
        if text:
            label: list[Piece] = [(f"{before} ", "dim")] if before else []
            self.facts.append([*label, (visible(text), style)])


def tell_wishes(shown: Shown, record: type[Record]) -> None:
    """Say, first on the second line, what marketing the person or company does not want, since when and from where.

    Where that is too long for the line, it stands whole among the details.
    """
    lines = wishes_told(record, shown.values)
    if lines:
        shown.notice = [("; ".join(lines) + ". ", "error"), *shown.notice]
        shown.blocks.append(Block(_("Marketing"), tuple(Fact("", line) for line in lines)))


def value_text(kind: Field, value: Any, reading: Reading, looks: Looks) -> str:
    """Return a value as a card shows it: with its sign, where it has one; a record that is hidden by its number."""
    text = kind.format(value, reading)
    if isinstance(kind, ChoiceField) and value is not None:
        choice = kind.choice(value)
        # A choice without a sign of its own needs no letter beside its name.
        return f"{looks.symbol(choice)} {text}" if choice.glyph else text
    return text


def related_text(session: Session, record: str, record_id: int) -> str:
    """Return the label under which ``r`` goes to a record, '' where the person may not see it."""
    title = session.names.title_of(record, record_id)
    kind = session.records[record]
    assert issubclass(kind, Record)
    return f"{_(kind.label)}: {visible(title)}" if title else ""


def short(moment: datetime | None, reading: Reading) -> str:
    """Return a moment for a narrow column, '' for none."""
    return "" if moment is None else format_moment_short(moment, reading.now)


def register_link(name: str, shown: Shown) -> str:
    """Return the style of a field's value: an organisation number leads to the page of its register (LEAD-01)."""
    return linked("", page_address(shown.values[name])) if name == "org_number" else ""
