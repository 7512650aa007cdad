"""Saying how a column of a file writes days or amounts, where the file does not say it itself (decision 21)."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from model.core.language import N_, _
from model.files.conventions import CHOICES, COMMA, DATES, DAY_FIRST, MONTH_FIRST, POINT, Convention
from model.files.import_plan import ImportPlan
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_WAYS = {
    "": N_("as found"),
    DAY_FIRST: N_("the day first: 31/12/2026"),
    MONTH_FIRST: N_("the month first: 12/31/2026"),
    COMMA: N_("a comma: 1.234,50"),
    POINT: N_("a point: 1,234.50"),
}
"""How a column may write days or amounts."""


def convention_choices(plan: ImportPlan) -> list[Choice]:
    """Return a choice for each column that may be written in two ways, with how it is read."""
    asked = {question.field for question in plan.questions()}
    choices = []
    for key, column in zip(ascii_lowercase, plan.conventions.columns(), strict=False):
        label = _("Day or month first: {column}") if column.kind == DATES else _("Decimal sign: {column}")
        how = _("not known: say which") if column.field in asked else _(_WAYS[column.answer])
        choices.append(Choice(key, f"{label.format(column=column.heading)}  {how}", column))
    return choices


async def ask_convention(app: BaseApp, column: Convention) -> str | None:
    """Return how the person says that a column is written; '' for as found, None for no answer."""
    ways = ("", *CHOICES[column.kind])
    choices = [Choice(str(number), _(_WAYS[way]), way) for number, way in enumerate(ways, 1)]
    answer: str | None = await app.ask(Menu(column.heading, choices))
    return answer
