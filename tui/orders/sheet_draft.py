"""The draft of a sheet of lines: every cell as it is typed, each line in a field of its own (COM-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.core.company.drafts import Draft, FoundDraft
from model.core.errors import StorageError
from model.core.records.relations import Item
from model.orders.records import Order
from tui.orders.sheet_lines import COLUMNS, SheetLine
from tui.orders.sheet_state import SheetState

_ORDER = "order"
"""The field that holds which lines there are, in their order."""
_BASE = "base"
"""The field that holds the lines on which the sheet stands, as the order's field stores them."""
_LINE = "line "
"""What the fields of lines begin with; then comes ``=`` and the ID on file, or ``+`` and the key of a new line."""


class SheetDraft:
    """Keeps what differs since the last key.

    ``base`` are the lines on file on which the sheet stands; ``values`` the texts that the draft holds already, by
    field.
    """

    def __init__(self, draft: Draft, base: Sequence[Item], values: Mapping[str, str] | None = None) -> None:
        self.draft = draft
        self._base = "#" + Order.relations["lines"].adapt_in(base)
        self._lines: list[SheetLine] = []
        self._kept = {name: text for name, text in (values or {}).items() if text}

    def keep(self, state: SheetState) -> StorageError | None:
        """Put what differs into the draft; return an error when that fails for the first time."""
        lines = state.shown_lines()
        if lines == self._lines:
            return None
        self._lines = lines
        wanted = {_name(line): "\t".join(line.texts) for line in lines if line.texts != line.given}
        same = [line.key for line in lines] == [line.key for line in state.base or lines]
        if wanted or self._kept or not same:
            order = [_token(line) for line in lines]
            wanted[_ORDER] = "#" + " ".join(order)
            wanted[_BASE] = self._base
        trouble: StorageError | None = None
        for name in sorted({**self._kept, **wanted}):
            text = wanted.get(name, "")
            if text != self._kept.get(name, ""):
                # A line that is no more is not offered as something that was typed; undo may bring it back.
                trouble = self.draft.put(name, text) or trouble
        self._kept = wanted
        return trouble


def _token(line: SheetLine) -> str:
    return f"={line.line_id}" if line.on_file else f"+{line.key}"


def _name(line: SheetLine) -> str:
    return _LINE + _token(line)


def base_of(found: FoundDraft, lines: Sequence[Item], version: int) -> tuple[tuple[Item, ...], int]:
    """Return the lines on which a draft stands, and their version; ``lines`` and ``version`` are what is on file."""
    stored = found.values.get(_BASE, "").removeprefix("#")
    if found.base_version is None or found.base_version == version or not stored:
        return tuple(lines), version
    return tuple(Order.relations["lines"].adapt_out(stored)), found.base_version


def restore(state: SheetState, values: Mapping[str, str]) -> None:
    """Have the lines in ``state`` as a draft kept them; what it says nothing of stands as it is on file."""
    base = {_token(line): line for line in state.base}
    tokens = values.get(_ORDER, "").removeprefix("#").split() or list(base)
    lines = []
    for token in tokens:
        line = base.pop(token, None) or state.new_line()
        texts = tuple(values.get(_LINE + token, "").split("\t"))
        if len(texts) == len(COLUMNS):
            typed = frozenset(at for at, text in enumerate(texts) if text != line.given[at])
            line = replace(line, texts=texts, typed=typed)
        lines.append(line)
    if lines:
        state.begin_with(lines)
