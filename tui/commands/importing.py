"""``salg RECORD import`` and ``salg RECORD template`` (LEAD-25 … LEAD-30)."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.calling.kinds import callable_kinds
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import in_sentence, quotation
from model.files.classified_rows import Outcome
from model.files.conventions import CHOICES, DATES, DECIMAL
from model.files.heading_row import open_table
from model.files.import_options import ImportOptions
from model.files.import_plan import ImportPlan, plan_import
from model.files.import_run import ImportSummary, apply_import
from model.files.import_tally import Tally, outcome_label, tally_remarks
from model.files.new_file import refuse_existing
from model.files.planned_rows import PlannedError, PlannedRow
from model.files.row_contacts import customers_and_contacts
from model.files.table import Table, TableOptions
from tui.commands.arguments import Arguments, Namespace, UsageError, number, parsed
from tui.commands.console import Console, command_name

_PAGE = 1_000

_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}

_EPILOG = N_(
    """\
The file is CSV, a workbook (.xlsx) or vCards; what it is, its encoding and its
separator are found out. Columns are matched by name, in English, Norwegian or
Danish, by the fields' names in code, and by the names that other programs use;
--map HEADING=FIELD matches by hand, --map HEADING= passes a column over, and
both are remembered.

Nothing is made twice: a row whose organisation number or e-mail address is on
file, or that is on file in all it says, is a duplicate and left out. An empty
cell leaves a field as it is; <empty> empties it. Rows that cannot go in are
written to a file beside the one imported, which can be mended and imported.
salg undo takes an import back."""
)


_ACCOUNTS = N_(
    """\
A company's accounts come in from SAF-T Financial (Norway, 1.10 to 1.30; XML, or
one in a zip archive), with --dry-run and --json alone: customers and suppliers
are found by their numbers or made, their entries and opening balances put in,
and nothing twice. What is said below is about tables."""
)


def import_(console: Console, record: type[Record], given: list[str]) -> int:
    """Import a file, or show what importing it would do."""
    options = parsed(_arguments(record), given)
    target = None
    if options.errors is not None:
        target = Path(options.errors).expanduser().absolute()
        if target.is_dir():
            refuse_existing(target, field="errors")
    session = console.session_or_empty() if options.dry_run else console.session(create=True)
    session.may_write()
    path = Path(options.file).expanduser()
    if record.name_in_code == "ledger_entry" and _holds_accounts(path):
        from tui.commands.accounts import import_accounts

        return import_accounts(console, session, path, options)
    with contextlib.ExitStack() as opened:
        table = open_table(session, record, path, _table_options(options))
        opened.callback(table.close)
        plan = opened.enter_context(contextlib.closing(_plan(session, record, table, options)))
        _say_how(console, plan)
        if options.dry_run:
            return _show(console, plan, options)
        summary = apply_import(
            plan,
            progress=lambda done, whole: console.progress(_("Importing …"), done / max(whole, 1)),
            error_file=target,
        )
        console.clear_progress()
        return _tell(console, record, summary, options)


def _holds_accounts(path: Path) -> bool:
    from model.ledger.saft.source import is_xml

    return is_xml(path)


def _arguments(record: type[Record]) -> Arguments:
    told = _("Import {records} from a file.").format(records=in_sentence(_(record.label_plural)))
    epilog = _(_EPILOG)
    if record.name_in_code == "ledger_entry":
        epilog = f"{_(_ACCOUNTS)}\n\n{epilog}"
    arguments = Arguments(f"salg {command_name(record)} import", told, epilog)
    add = arguments.add_argument
    add("file", metavar="FILE", help=_("the file"))
    add("--dry-run", action="store_true", help=_("show what each row would do, write nothing"))
    add("--update", action="store_true", help=_("update records whose ID is given"))
    add("--match", action="store_true", help=_("with --update: also those found by org. number or e-mail"))
    add("--overwrite-note", action="store_true", help=_("with --update: replace notes too"))
    add("--duplicates", action="store_true", help=_("make records of rows that are on file already"))
    add("--new-choices", action="store_true", help=_("add unknown choices to the company's lists"))
    add("--new-customers", action="store_true", help=_("make customers of companies that are not on file"))
    add("--no-header", action="store_true", help=_("the first row holds no headings: columns as in the template"))
    add("--header-row", metavar="NUMBER", type=number, default=0, help=_("the row that holds the headings"))
    add("--map", metavar="HEADING=FIELD", action="append", default=[], help=_("match a column by hand"))
    add("--errors", metavar="FILE", help=_("where rows that cannot go in are written"))
    add("--encoding", metavar="NAME", default="", help=_("the encoding of the file, such as cp1252"))
    add("--separator", metavar="SIGN", default="", help=_("what parts the cells: ; , | or tab"))
    add("--sheet", metavar="NAME", default="", help=_("the sheet of a workbook, instead of the first with headings"))
    told = _("the order of day and month: dmy or mdy; of one column as HEADING=dmy")
    add("--dates", metavar="ORDER", action="append", default=[], help=told)
    told = _("the sign before decimals: comma or point; of one column as HEADING=comma")
    add("--decimal", metavar="SIGN", action="append", default=[], help=told)
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _table_options(options: Namespace) -> TableOptions:
    separator = _SEPARATORS.get(options.separator.lower(), options.separator)
    return TableOptions(options.encoding, separator, not options.no_header, options.sheet, options.header_row)


def _plan(session: Session, record: type[Record], table: Table, options: Namespace) -> ImportPlan:
    wanted: dict[str, str] = {}
    for given in options.map:
        heading, sign, field = given.rpartition("=")
        if not sign:
            raise UsageError(
                _("--map takes HEADING=FIELD: {text}").format(text=quotation(given)),
                f"salg {command_name(record)} import",
            )
        wanted[heading] = field
    chosen = ImportOptions(
        options.update,
        options.overwrite_note,
        options.match,
        options.duplicates,
        options.new_choices,
        new_customers=options.new_customers,
        conventions=(*_conventions(record, DATES, options.dates), *_conventions(record, DECIMAL, options.decimal)),
    )
    plan = plan_import(session, record, table, chosen)
    if not wanted:
        return plan
    plan.forget()
    return plan_import(session, record, table, chosen, plan.matching.with_headings(session, record, wanted))


def _conventions(record: type[Record], kind: str, given: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return what was said of columns; raise :class:`UsageError` for an answer there is not."""
    found = []
    for text in given:
        heading, _sign, answer = text.rpartition("=")
        if answer.strip().lower() not in CHOICES[kind]:
            raise UsageError(
                _("--{option} takes {first} or {second}: {text}").format(
                    option=kind, first=CHOICES[kind][0], second=CHOICES[kind][1], text=quotation(text)
                ),
                f"salg {command_name(record)} import",
            )
        found.append((kind, heading, answer.strip().lower()))
    return found


def _say_how(console: Console, plan: ImportPlan) -> None:
    """Say what was found out, to the error stream: how the file is read, and what is passed over."""
    used = plan.table.options
    if used.encoding:
        separator = _("tab") if used.separator == "\t" else used.separator
        how = _("Read as {encoding}, parted by {separator}") if separator else _("Read as {encoding}")
        console.remark(how.format(encoding=used.encoding, separator=separator))
    if ignored := plan.ignored():
        console.remark(_("Passed over: {headings}").format(headings=", ".join(ignored)))
    if used.header_row > 1:
        console.remark(_("The headings are in row {number}").format(number=used.header_row))
    if used.sheet and len(plan.table.sheets) > 1:
        console.remark(_("Sheet {sheet} of {sheets}").format(sheet=used.sheet, sheets=", ".join(plan.table.sheets)))
    if not any(plan.matching.fields):
        told = _(
            "No column of the file is one of the fields: match them with --map, or name their row with --header-row."
        )
        if len(plan.table.sheets) > 1:
            told += " " + _("Its sheets are {sheets}: name one with --sheet.").format(
                sheets=", ".join(plan.table.sheets)
            )
        raise UserError(told, "map")


# A dry run


def _show(console: Console, plan: ImportPlan, options: Namespace) -> int:
    rows: list[dict[str, Any]] = []
    first = 0
    while page := plan.preview(first, _PAGE):
        for row in page:
            if options.json:
                rows.append(_row_plain(row))
            else:
                # Its parts are safe to show, and the tabs between them stay tabs.
                console.streams.stdout.write(_row_line(row) + "\n")
        first += len(page)
        console.progress(_("Reading …"), plan.table.done() / max(plan.table.size, 1))
        if len(page) < _PAGE:
            break
    console.clear_progress()
    tally = plan.tally()
    if options.json:
        questions = [asdict(question) for question in plan.questions()]
        console.json({"dry_run": True, **_tally_plain(tally), "questions": questions, "preview": rows})
    else:
        console.line(_tally_line(tally))
        for remark in tally_remarks(tally):
            console.line(remark)
        for question in plan.questions():
            console.remark(f"{question.text} {_HOW[question.kind]}")
    return 0


_HOW = {DATES: "--dates dmy|mdy", DECIMAL: "--decimal comma|point"}
"""The option that answers a question about a column."""


def _row_line(row: PlannedRow) -> str:
    parts = [f"{row.number}", outcome_label(row.outcome), row.title]
    if row.outcome in (Outcome.UPDATE, Outcome.CONTACT):
        from_nothing = "" if row.outcome is Outcome.CONTACT else "– → "
        parts += [
            f"{each.label}: {f'{each.before} → ' if each.before else from_nothing}{each.after or '–'}"
            for each in row.fields
        ]
    if row.twin is not None:
        parts.append(_("as row {number}").format(number=row.twin))
    elif row.record_id is not None:
        parts.append(f"#{row.record_id}")
    parts += [_error_text(error) for error in (*row.errors, *row.doubts)]
    parts += [_("passed over: {columns}").format(columns=line) for line in row.passed_over]
    parts += [_("kept: {field}").format(field=label) for label in row.kept]
    return "\t".join(parts)


def _error_text(error: PlannedError) -> str:
    return f"{error.heading}: {error.reason}" if error.heading else error.reason


def _row_plain(row: PlannedRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "outcome": row.outcome.name.lower(),
        "title": row.title,
        "id": row.record_id,
        "same_as_row": row.twin,
        "fields": [asdict(each) for each in row.fields],
        "errors": [asdict(each) for each in row.errors],
        "doubts": [asdict(each) for each in row.doubts],
        "passed_over": list(row.passed_over),
        "kept": list(row.kept),
    }


# What was done


def _tell(console: Console, record: type[Record], summary: ImportSummary, options: Namespace) -> int:
    tally = summary.tally
    if options.json:
        console.json(
            {
                "change": summary.change_id,
                **_tally_plain(tally),
                "errors": [
                    {"row": row.number, "errors": [asdict(each) for each in row.errors]} for row in summary.errors
                ],
                "error_file": None if summary.error_file is None else str(summary.error_file),
            }
        )
    else:
        console.line(_tally_line(tally))
        if tally.new_choices:
            console.line(_("Added to the lists: {names}").format(names=", ".join(tally.new_choices)))
        for remark in tally_remarks(tally):
            console.line(remark)
        _say_how_on(console, record, summary)
    if not tally.error:
        return 0
    if not options.json:
        _list_errors(console, summary.errors[:_SHOWN], tally.error)
    done = tally.rows - tally.error - tally.blank
    if not done:
        raise UserError(_("None of the rows could go in; they are in {path}.").format(path=summary.error_file), "file")
    sentence = ngettext(
        "{count} row could not go in; it is in {path}.",
        "{count} rows could not go in; they are in {path}.",
        tally.error,
    )
    console.remark(sentence.format(count=format_whole(tally.error), path=summary.error_file))
    return 0


def _say_how_on(console: Console, record: type[Record], summary: ImportSummary) -> None:
    """Name the commands that show what was made and changed, that call it, and that take it back."""
    if summary.change_id is None:
        return
    where = f"--where change={summary.change_id}"
    commands = [f"salg {command_name(record)} list {where}"]
    if any(kind.name == record.name_in_code for kind in callable_kinds(console.session())):
        of = "" if record.name_in_code == "lead" else f"--from {command_name(record)} "
        commands.append(f"salg calls make NAME {of}{where}")
    commands.append(f"salg undo {summary.change_id}")
    console.remark(_("Go on with: {commands}").format(commands=" · ".join(commands)))


_SHOWN = 20


def _list_errors(console: Console, rows: Sequence[Any], count: int) -> None:
    for row in rows:
        console.remark("; ".join([_("row {number}").format(number=row.number), *map(_error_text, row.errors)]))
    if count > len(rows):
        console.remark(_("… and {count} more").format(count=format_whole(count - len(rows))))


def _tally_plain(tally: Tally) -> dict[str, Any]:
    return {
        "rows": tally.rows,
        "created": tally.create,
        "updated": tally.update,
        "unchanged": tally.same,
        "duplicates": tally.duplicate,
        "failed": tally.error,
        "blank": tally.blank,
        "contact_only": tally.contact,
        "contacts": tally.contacts,
        "new_choices": list(tally.new_choices),
        "new_customers": list(tally.new_customers),
        "passed_over": [{"what": label, "rows": rows} for label, rows in tally.passed_over],
        "kept": [{"what": label, "rows": rows} for label, rows in tally.kept],
        "not_on_file": [{"name": name, "rows": rows} for name, rows in tally.unknown],
        "doubts": [{"what": label, "count": count} for label, count in tally.doubts],
    }


def _tally_line(tally: Tally) -> str:
    counted = (
        (tally.create, outcome_label(Outcome.CREATE)),
        (tally.contact, outcome_label(Outcome.CONTACT)),
        (tally.update, outcome_label(Outcome.UPDATE)),
        (tally.same, outcome_label(Outcome.SAME)),
        (tally.duplicate, outcome_label(Outcome.DUPLICATE)),
        (tally.error, outcome_label(Outcome.ERROR)),
        (tally.blank, outcome_label(Outcome.BLANK)),
    )
    told = ", ".join(f"{format_whole(count)} {label}" for count, label in counted if count)
    rows = ngettext("{count} row", "{count} rows", tally.rows).format(count=format_whole(tally.rows))
    line = f"{rows}: {told}" if told else rows
    if not tally.contacts:
        return line
    return f"{line} ({customers_and_contacts(tally.create, tally.contacts)})"


# The template


def template(console: Console, record: type[Record], given: list[str]) -> int:
    """Write a file with the headings that an import takes, to be filled in."""
    told = _("Write a file with the headings of {records}, to be filled in and imported.")
    arguments = Arguments(
        f"salg {command_name(record)} template", told.format(records=in_sentence(_(record.label_plural)))
    )
    arguments.add_argument("--out", metavar="FILE", help=_("into a file that ends in .csv or .xlsx"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    session = console.session_or_empty()
    from model.files.template import headings_as_csv, write_template

    if options.out is None:
        console.streams.stdout.write(headings_as_csv(session, record))
        return 0
    target = Path(options.out).expanduser()
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise UserError(_("The name of the file must end in .csv or .xlsx."), "--out")
    write_template(session, record, target, force=options.force)
    if console.on_terminal:
        console.line(str(target))
    return 0
