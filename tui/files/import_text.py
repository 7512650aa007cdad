"""What the screen of an import says of its options, its rows and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from model.core.language import _
from model.core.numbers import format_whole
from model.files.classified_rows import Outcome
from model.files.import_options import ImportOptions
from model.files.import_tally import Tally, outcome_label
from model.files.planned_rows import PlannedError, PlannedRow
from model.files.row_contacts import customers_and_contacts
from model.files.table import TableOptions
from tui.looks import Looks
from tui.widgets.lines import Piece

STYLES = {Outcome.CREATE: "good", Outcome.CONTACT: "good", Outcome.UPDATE: "accent", Outcome.ERROR: "error"}


def options_text(options: ImportOptions, table: TableOptions, looks: Looks) -> str:
    """Return the options in force, on one line."""
    in_force = (
        (options.overwrite_note, _("overwrites notes")),
        (options.match, _("finds by org. no. and e-mail")),
        (options.duplicates, _("also what is on file")),
        (options.new_choices, _("adds unknown choices")),
        (options.new_customers, _("makes customers that are named")),
    )
    first = [_headings_text(table), _("updates what has an ID") if options.update else _("new records only")]
    return f" {looks.dot} ".join([*first, *(text for on, text in in_force if on)])


def _headings_text(used: TableOptions) -> str:
    if not used.header:
        return _("no headings")
    if used.header_row <= 1:
        return _("headings in the first row")
    return _("headings in row {number}").format(number=used.header_row)


def tally_text(tally: Tally, looks: Looks) -> str:
    """Return how many rows would do what, those that none does left out."""
    counted = (
        (Outcome.CREATE, tally.create), (Outcome.CONTACT, tally.contact), (Outcome.UPDATE, tally.update),
        (Outcome.SAME, tally.same), (Outcome.DUPLICATE, tally.duplicate), (Outcome.ERROR, tally.error),
        (Outcome.BLANK, tally.blank),
    )  # fmt: skip
    if tally.contacts:
        what = customers_and_contacts(tally.create, tally.contacts)
        return f"{_('New: {what}').format(what=what)}  " + _counts(counted[1:], looks)
    return _counts(counted, looks)


def _counts(counted: Iterable[tuple[Outcome, int]], looks: Looks) -> str:
    return "  ".join(f"{outcome_label(outcome)} {format_whole(n, ascii=looks.ascii)}" for outcome, n in counted if n)


def row_pieces(row: PlannedRow, width: int, looks: Looks) -> list[Piece]:
    """Return a row of the preview: its number, what becomes of it, its title, and what there is to say of it."""
    title = max(16, width * 3 // 10)
    label = max(cell_len(outcome_label(outcome)) for outcome in Outcome)
    return [
        (f"{row.number:>7} ", "dim"),
        (looks.fit(outcome_label(row.outcome), label) + " ", STYLES.get(row.outcome, "dim")),
        (looks.fit(row.title, title) + " ", ""),
        (looks.fit(_said(row, looks), max(8, width - title - label - 10)), "error" if row.errors else "dim"),
    ]


def _said(row: PlannedRow, looks: Looks) -> str:
    """Return what matters most of a row: what is wrong, what changes, what looks wrong, what it holds."""
    kept = [_("kept: {field}").format(field=label) for label in row.kept]
    if row.errors:
        error = row.errors[0]
        return f"{error.heading}: {error.reason}" if error.heading else error.reason
    if row.outcome in (Outcome.UPDATE, Outcome.CONTACT):
        from_nothing = "" if row.outcome is Outcome.CONTACT else f"- {looks.arrow} "
        changes = (
            f"{each.label}: {f'{each.before} {looks.arrow} ' if each.before else from_nothing}{each.after or '-'}"
            for each in row.fields
        )
        return ", ".join([*changes, *kept])
    if kept:
        return ", ".join(kept)
    if row.doubts:
        doubt = row.doubts[0]
        return f"? {doubt.heading}: {doubt.reason}"
    if row.outcome is Outcome.CREATE:
        return ", ".join(each.after for each in row.fields[1:])
    return "" if row.twin is None else _("the same as row {number}").format(number=row.twin)


def _wrong_line(error: PlannedError, looks: Looks) -> str:
    """Return what is wrong with a cell: its column and its text, where it is one that has any, and why."""
    text = f"{error.text}  {looks.arrow}  {error.reason}" if error.text else error.reason
    return f"{error.heading}: {text}" if error.heading else text


def row_lines(row: PlannedRow, looks: Looks) -> Sequence[str]:
    """Return all that there is to say of a row, a line each."""
    wrong = [_wrong_line(each, looks) for each in (*row.errors, *row.doubts)]
    fields = [
        f"{each.label}: {f'{each.before} {looks.arrow} ' if each.before else ''}{each.after}" for each in row.fields
    ]
    passed_over = [_("passed over: {columns}").format(columns=line) for line in row.passed_over]
    return [*wrong, *fields, *passed_over, *(_("kept: {field}").format(field=label) for label in row.kept)]
