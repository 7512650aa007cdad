"""``salg RECORD list``: any number of records as a table, as JSON or as CSV, on the screen or into a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.texts import OrgNumberText, Phone
from model.core.fields.times import Day, Moment
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import in_sentence, visible
from model.files import new_file
from model.files.rows import Linked, ReadRow, Rows
from tui.commands import selection
from tui.commands.arguments import Arguments, Namespace, number, parsed
from tui.commands.console import Console, command_name

ENDINGS = (".csv", ".json", ".xlsx", ".pdf", ".vcf", ".ics")
_SAMPLE = 200
"""Rows from which the widths of a table's columns are taken."""
_NARROWEST, _TEXT, _TITLE = 3, 10, 24

_TABLES: dict[str, tuple[str, ...]] = {
    "lead": ("name", "person", "phone", "town", "status", "classification", "owner"),
    "customer": ("number", "name", "kind", "org_number", "phone", "visiting_town", "owner"),
    "contact": ("name", "title", "email", "mobile", "owner"),
    "opportunity": ("title", "customer", "stage", "status", "amount", "expected_close", "owner"),
    "task": ("at", "subject", "priority", "done", "owner"),
    "appointment": ("at", "end", "subject", "owner"),
    "note": ("at", "subject", "owner"),
    "call": ("at", "subject", "number", "outcome", "owner"),
    "email": ("at", "subject", "sender", "recipients"),
    "project": ("number", "name", "customer", "status", "start", "end", "owner"),
    "order": ("number", "title", "customer", "status", "order_date", "delivery", "total", "owner"),
    "ledger_entry": ("ledger", "customer", "number", "date", "due", "text", "amount", "balance", "link_id"),
    "campaign": ("status", "type", "code", "subject", "start", "end", "budget", "recipients_planned", "owner"),
    "recipient": ("source", "status", "company", "contact", "email", "phone", "mobile"),
    "employee": ("initials", "name", "role", "email", "account", "active"),
}
"""The columns of a table nobody has chosen fields for."""

_EPILOG = N_(
    """\
Criteria: field=value, !=, >, >=, <, <=, and field~text with % for any text:
--where "name~AS%" --where "employees>=10". Several combine with and. Values
are read as people write them: 1 234,50, 21.11.2026, tomorrow 9.

On a terminal the list is a table; into a pipe go lines with tabs between the
values, without headings. JSON is one document: a reference is the title of
what it leads to, and its ID under the field's name with _id added ("owner":
"KOL", "owner_id": 3); amounts are text with two decimals, times ISO 8601 in
UTC. CSV has ; between cells and headings in the language in use, and opens
right in Excel."""
)


def list_(console: Console, record: type[Record], given: list[str]) -> int:
    """List what matches."""
    options = parsed(_arguments(console, record, given), given)
    target = _target(options)
    session = console.session()
    form = target.suffix.lower()[1:] if target is not None else "json" if options.json else "csv" if options.csv else ""
    names, rows = _asked(console, session, record, options, form)
    reading = _reading(session, rows.fields)
    if target is not None:
        _write_file(console, target, record, rows, with_id="id" in names, force=options.force)
    elif options.json:
        for part in json_parts(record, rows):
            console.streams.stdout.write(part)
    elif options.csv:
        from model.files import csv_out

        csv_out.write(console.streams.stdout, rows.fields, rows, reading, with_id="id" in names)
    else:
        rows.as_shown = console.on_terminal or options.fields is None
        _table(console, rows, reading, with_id="id" in names, chosen=options.fields is not None)
        if console.on_terminal and options.limit is None and record.name_in_code == "opportunity":
            from model.opportunities.totals import totals

            console.remark(totals(session, rows.filter).sentence())
    return 0


def _arguments(console: Console, record: type[Record], given: list[str]) -> Arguments:
    told = _("List {records}.").format(records=in_sentence(_(record.label_plural)))
    arguments = Arguments(f"salg {command_name(record)} list", told, _(_EPILOG))
    add = arguments.add_argument
    selection.add_arguments(arguments, console, record, given)
    add("--limit", metavar="N", type=number, help=_("at most so many"))
    add("--fields", metavar="A,B", help=_("the fields to list, in this order"))
    add("--json", action="store_true", help=_("as one JSON document"))
    add("--csv", action="store_true", help=_("as CSV"))
    add("--out", metavar="FILE", help=_("into a file: .csv, .xlsx, .pdf, .vcf, .ics or .json"))
    add("--force", action="store_true", help=_("overwrite a file that exists"))
    return arguments


def _asked(
    console: Console, session: Session, record: type[Record], options: Namespace, form: str
) -> tuple[list[str], Rows]:
    """Return the fields asked for, with "id" among them or not, and the rows."""
    wanted = selection.selected(console, session, record, options)
    if options.fields is not None:
        names = [name.strip() for name in options.fields.split(",") if name.strip()]
        if not names:
            raise UserError(_("Name at least one field."), "--fields")
    elif form == "json":
        from model.files.plain import all_told_fields

        names = ["id", *all_told_fields(session, record)]
    else:
        columns = [text.partition(":")[0] for text in wanted.columns]
        names = ["id", *(columns or _TABLES.get(record.name_in_code, (record.title_field,)))]
        if form:
            from model.files.exporting import fields_for

            names = ["id", *fields_for(session, record, form, names[1:])]
    shown = [name for name in names if name != "id"]
    return names, Rows(session, record, shown, wanted.filter, wanted.sort, options.limit)


def _reading(session: Session, fields: Sequence[Field]) -> Reading:
    """Return what the fields are shown by; the clock is asked only if one of them tells a time, as zones take long."""
    if any(isinstance(field, (Day, Moment)) for field in fields):
        return session.reading()
    return Reading(datetime.fromtimestamp(0, UTC), session.country, session.names)


# JSON


def json_parts(record: type[Record], rows: Rows) -> Iterator[str]:
    """Yield one JSON document, a list of records, part by part."""
    from model.files.plain import as_plain, dumped

    before = "["
    for row in rows:
        yield f"{before}\n{dumped(as_plain(record, rows.fields, row))}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


# Files


def _target(options: Namespace) -> Path | None:
    if options.out is None:
        return None
    target = Path(options.out).expanduser()
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(_("The name of the file must end in {endings}.").format(endings=", ".join(ENDINGS)), "--out")
    if (options.json and ending != ".json") or (options.csv and ending != ".csv"):
        raise UserError(_("{ending} is another form than the one asked for.").format(ending=ending), "--out")
    return target


def _write_file(
    console: Console, target: Path, record: type[Record], rows: Rows, *, with_id: bool, force: bool
) -> None:
    refuse_existing(target, force=force)
    if target.suffix.lower() == ".json":
        with new_file.new_file(target, force=force, field="--out") as file:
            for part in json_parts(record, rows):
                file.write(part)
    else:
        from model.files.exporting import export

        try:
            export(
                rows.session,
                rows,
                target,
                with_id=with_id,
                force=force,
                progress=lambda done, whole: console.progress(_("Writing …"), done / max(whole, 1)),
            )
        except UserError as error:
            if error.field == "out":
                error.field = "--out"
            raise
        console.clear_progress()
    if console.on_terminal:
        console.line(str(target))


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raise :class:`UserError` for what must not be written over, and for a file that exists unless ``force``."""
    new_file.refuse_existing(target, force=True, field="--out")
    if target.exists() and not force:
        raise UserError(_("{path} exists; --force overwrites it.").format(path=target), "--out")


# Tables


class _Column(NamedTuple):
    """A column of a table."""

    heading: str
    right: bool = False
    clipped: bool = True
    """Whether the end of a long text may be left out; of a number it may not."""
    title: bool = False


def _table(console: Console, rows: Rows, reading: Reading, *, with_id: bool, chosen: bool) -> None:
    """Write the rows; ``chosen`` columns all stand there, others only as far as they fit."""
    lines: Iterable[list[str]] = (_cells(rows.fields, row, reading, with_id=with_id) for row in rows)
    if not console.on_terminal:
        for cells in lines:
            console.streams.stdout.write("\t".join(cells) + "\n")
        return
    columns = [_Column(_("ID"), right=True, clipped=False)] if with_id else []
    for field in rows.fields:
        exact = field.align_right or isinstance(field, (Phone, OrgNumberText, Day, Moment))
        columns.append(_Column(field.title, field.align_right, not exact, not field.width))
    remaining = iter(lines)
    sample = list(islice(remaining, _SAMPLE))
    widths = _widths(columns, sample, console.columns, drop=not chosen)
    for cells in chain([[column.heading for column in columns]], sample, remaining):
        console.streams.stdout.write(_aligned(cells, columns, widths) + "\n")


def _cells(fields: Sequence[Field], row: ReadRow, reading: Reading, *, with_id: bool) -> list[str]:
    cells = [str(row.id)] if with_id else []
    for field, value in zip(fields, row.values, strict=True):
        text = value.title if isinstance(value, Linked) else "" if value is None else field.format(value, reading)
        cells.append(visible(text))
    return cells


def _widths(columns: list[_Column], sample: list[list[str]], room: int, *, drop: bool) -> list[int]:
    """Return the widths of columns, 0 for one that is left out.

    A column is as wide as what stands in it. Where that is too much for ``room``, headings give way first, then the
    widest texts; and if ``drop``, columns that still find no room are left out, the last ones first.
    """
    needs = [max((cells_wide(line[place]) for line in sample), default=0) for place in range(len(columns))]
    needs = [max(_NARROWEST, need) for need in needs]
    widths = [max(need, cells_wide(column.heading)) for need, column in zip(needs, columns, strict=True)]

    def over() -> int:
        shown = [width for width in widths if width]
        return sum(shown) + 2 * (len(shown) - 1) - room

    def narrow(places: list[int], lowest: list[int]) -> None:
        while over() > 0 and (able := [place for place in places if widths[place] > lowest[place]]):
            widest = max(able, key=lambda place: widths[place] - lowest[place])
            widths[widest] -= 1

    every = list(range(len(columns)))
    narrow(every, needs)
    texts = [place for place in every if columns[place].clipped]
    narrow(texts, [min(need, _TITLE if column.title else _TEXT) for need, column in zip(needs, columns, strict=True)])
    for place in reversed(every[1:]) if drop else ():
        if over() > 0 and not columns[place].title:
            widths[place] = 0
    if drop and over() < 0:
        # What the columns left out have given back goes to the title first.
        for place in sorted(texts, key=lambda place: not columns[place].title):
            widths[place] += min(-over(), max(0, needs[place] - widths[place])) if widths[place] else 0
    return widths


def _aligned(cells: list[str], columns: list[_Column], widths: list[int]) -> str:
    parts = []
    for text, column, width in zip(cells, columns, widths, strict=True):
        if not width:
            continue
        wide = cells_wide(text)
        if wide > width and (column.clipped or text == column.heading):
            text = clipped(text, width)
            wide = cells_wide(text)
        blank = " " * (width - wide)
        parts.append(blank + text if column.right else text + blank)
    return "  ".join(parts).rstrip()


def cells_wide(text: str) -> int:
    """Return how many cells ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def clipped(text: str, width: int) -> str:
    """Return the beginning of ``text`` that fits, with … where something is left out."""
    kept = ""
    for letter in text:
        if cells_wide(kept + letter) > width - 1:
            break
        kept += letter
    return kept + "…"
