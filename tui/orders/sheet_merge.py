"""Two people at the lines of one order: what each did to a line is kept, and where both did the person chooses.

Lines are told apart by their IDs on file, so that a line which only one of the two has changed, moved, added or deleted
is no matter of choice (COM-09).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.core.language import _
from model.core.records.relations import Item
from model.orders.records import Order
from tui.orders.sheet_lines import SheetLine
from tui.orders.sheet_state import SheetState
from tui.widgets.form_saving import Disagreement

Texts = tuple[str, ...] | None
"""The cells of a line, None where it is deleted."""


def disagreements(state: SheetState, theirs: Sequence[Item]) -> list[Disagreement]:
    """Return the lines that both have changed, to different cells; ``name`` is the ID of the line."""
    now = {item.id: state.reader.texts_of(item.detail) for item in theirs}
    mine = {line.line_id: line.texts for line in state.lines if line.on_file}
    found = []
    for number, line in enumerate(state.base, 1):
        was, here, there = line.texts, mine.get(line.line_id), now.get(line.line_id)
        if was not in (here, there) and here != there:
            before, they, me = (_words(state, line, each) for each in (was, there, here))
            title = _("Line {number}").format(number=number)
            found.append(Disagreement(str(line.line_id), title, before, they, me, True, False, "", ""))
    return found


def _words(state: SheetState, line: SheetLine, texts: Texts) -> str:
    """Return a line as people read it."""
    if texts is None:
        return _("deleted")
    values = state.reader.read(replace(line, texts=texts)).values
    if values is None:
        return "  ".join(text for text in texts if text)
    return Order.relations["lines"].item_text(Item("order_line", line.line_id, values.text, values))


def rebase(state: SheetState, theirs: Sequence[Item], choices: Mapping[str, str]) -> None:
    """Stand on the lines as somebody else has left them, with one's own changes.

    ``choices`` says "mine" or "theirs" of the lines on which both disagree, by their IDs. Steps before it cannot be
    undone any more: that would take back what the other did.
    """
    was = {line.line_id: line.texts for line in state.base}
    mine = {line.line_id: line for line in state.lines if line.on_file}
    order_before = [line.line_id for line in state.base]
    base = tuple(state.line_on_file(item) for item in theirs)
    there = {line.line_id: line for line in base}
    merged: dict[str, SheetLine] = {}
    for line_id in {**was, **there}:
        line = _merged(state, line_id, was.get(line_id), mine.get(line_id), there.get(line_id), choices)
        if line is not None:
            merged[_token_of(line_id)] = line
    for line in state.lines:
        if not line.on_file:
            merged[f"+{line.key}"] = line
    ours = [_token_of(line.line_id) if line.on_file else f"+{line.key}" for line in state.lines]
    theirs_order = [_token_of(line.line_id) for line in base]
    moved = [line_id for line_id in order_before if line_id in mine] != [
        line.line_id for line in state.lines if line.on_file
    ]
    first, second = (ours, theirs_order) if moved else (theirs_order, ours)
    tokens = [token for token in _woven(first, second) if token in merged]
    at = state.row
    state.base = base
    state.begin_with([merged[token] for token in tokens] or [state.new_line()])
    state.row = min(at, len(state.lines))


def _token_of(line_id: int) -> str:
    return f"={line_id}"


def _merged(
    state: SheetState,
    line_id: int,
    was: Texts,
    mine: SheetLine | None,
    there: SheetLine | None,
    choices: Mapping[str, str],
) -> SheetLine | None:
    """Return a line as both have left it, None where it is deleted."""
    here_texts, there_texts = (None if line is None else line.texts for line in (mine, there))
    if was is None or here_texts in (was, there_texts):
        return there
    if there_texts != was and choices.get(str(line_id), "mine") == "theirs":
        return there
    if mine is None:
        return None
    if there is None:
        # They have deleted it, and it is wanted all the same: as a new one.
        return replace(state.new_line(mine.texts), typed=mine.typed)
    return replace(there, texts=mine.texts, typed=mine.typed)


def _woven(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return what stands in either, in the order of ``first``; what only ``second`` has follows its neighbour there."""
    woven = list(first)
    for number, token in enumerate(second):
        if token not in woven:
            before = next((each for each in reversed(second[:number]) if each in woven), None)
            woven.insert(0 if before is None else woven.index(before) + 1, token)
    return woven
