"""The tabs of a campaign's card that show its figures; the sheets are where they are typed (CAMP-09, CAMP-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.campaigns.economy import economy
from model.campaigns.figures import actual, planned
from model.campaigns.records import Campaign
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.numbers import format_decimal
from tui.campaigns.sheets import ANALYSIS, BUDGET
from tui.looks import Looks
from tui.widgets.bars import Bar, bar_lines
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab
from tui.widgets.editors import wrap
from tui.widgets.inputs import Piece
from tui.widgets.sheet import SheetDescription

BUDGET_TAB = Tab(
    "budget",
    N_("Budget"),
    ("budget_tab",),
    heads=(Cell(""), Cell(N_("Figure"), 14, right=True), Cell(N_("Amount"), 16, right=True), Cell("", 10, right=True)),
    empty=N_("No figures. e opens the sheet."),
)
_ANALYSIS_WIDTHS = (13, 10, 13, 15)
"""Cells of the four columns; at 80 they leave the 23 that the sheet's labels take."""
ANALYSIS_TAB = Tab(
    "analysis",
    N_("Result analysis"),
    ("analysis_tab",),
    heads=(
        Cell(""),
        Cell(N_("Planned"), _ANALYSIS_WIDTHS[0], right=True),
        Cell(N_("Figure"), _ANALYSIS_WIDTHS[1], right=True),
        Cell(N_("Actual"), _ANALYSIS_WIDTHS[2], right=True),
        Cell(N_("Deviation"), _ANALYSIS_WIDTHS[3], right=True),
    ),
    empty=N_("No actual figures. e opens the sheet."),
)


_STYLES = {"bad": "error", "told": "dim"}
"""Styles of a sheet that a list calls otherwise."""


def budget_rows(values: Mapping[str, Any], reading: Reading) -> list[Row]:
    """Return the plan, a row a line, with what is to be said of it under them."""
    if economy(planned(values)).result is None and values["budget"] is None and values["recipients_planned"] is None:
        return []
    return list(_rows(BUDGET, values, reading, (14, 16, 10)))


def analysis_rows(values: Mapping[str, Any], reading: Reading) -> list[Row]:
    """Return planned, actual and deviation, a row a line, with what is to be said of them and the conclusion."""
    fact = actual(values, values["marks"])
    if economy(fact).result is None and fact.responses is None and not values["conclusion"]:
        return []
    rows = list(_rows(ANALYSIS, values, reading, _ANALYSIS_WIDTHS))
    if values["conclusion"]:
        rows += _conclusion_rows(values["conclusion"])
    return [*rows, *_bars(values, reading)]


_TEXT = 76
"""Cells of a line of the conclusion."""


def _conclusion_rows(conclusion: str) -> list[Row]:
    """Return the whole conclusion; it begins beside its name, where 24 lines still show it under the figures."""
    text = _("Conclusion: {text}").format(text=conclusion)
    return [_text_row(text[start:end], "" if start else "strong") for start, end in wrap(text, _TEXT)]


def _rows(sheet: SheetDescription, values: Mapping[str, Any], reading: Reading, widths: Sequence[int]) -> Iterator[Row]:
    computed, summary = sheet.compute(values, reading)
    troubles = [line for line in summary if line[0][1] == "error"]
    yield from (_summary_row(line) for line in troubles)
    for row in sheet.rows:
        if row.optional and values[row.field] is None:
            continue
        cells = iter(computed.get(row.name, ()))
        parts: list[Piece] = [
            _typed(row.field, values, reading) if column.typed else next(cells, ("", ""))
            for column in sheet.columns
            if not column.saved
        ]
        label = _(row.label) if row.label else Campaign.field(row.field).title
        yield Row(
            (
                Cell(label, 0, "strong" if row.strong else ""),
                *(
                    Cell(text, width, _STYLES.get(style, style), right=True)
                    for (text, style), width in zip(parts, widths, strict=True)
                ),
            )
        )
    yield from (_summary_row(line) for line in summary if line not in troubles)


_BAR = 38
"""Cells of the longest bar."""


def _bars(values: Mapping[str, Any], reading: Reading) -> Iterator[Row]:
    """Yield bars of what was planned against what was actual: costs, revenue, result, all to one scale.

    A loss has no bar; its amount stands there with its sign.
    """
    looks = Looks(reading.ascii)
    both = [
        (_("planned"), economy(planned(values)), "dim"),
        (_("actual"), economy(actual(values, values["marks"])), "accent"),
    ]
    told = [
        (_("{what}, {plan_or_fact}").format(what=_(what), plan_or_fact=which), getattr(found, name), style)
        for what, name in ((N_("Total costs"), "total_cost"), (N_("Revenue"), "income"), (N_("Result"), "result"))
        for which, found, style in both
    ]
    known = [(label, value, style) for label, value, style in told if value is not None]
    drawn = bar_lines([Bar("", value, style=style) for _label, value, style in known], _BAR + 1, looks)
    yield _text_row("")
    for (label, value, style), pieces in zip(known, drawn, strict=True):
        text = format_decimal(value, ascii=reading.ascii)
        cells = (Cell(label, 20, "dim"), Cell(pieces[1][0], _BAR, style), Cell(text, 15, right=True))
        yield Row((*cells, Cell("")))


def _summary_row(line: Sequence[Piece]) -> Row:
    style = line[0][1]
    return _text_row("".join(text for text, _style in line), _STYLES.get(style, style))


def _typed(field: str, values: Mapping[str, Any], reading: Reading) -> Piece:
    return (Campaign.field(field).format(values[field], reading), "") if field else ("", "")


def _text_row(text: str, style: str = "") -> Row:
    return Row((Cell(text, 0, style),))
