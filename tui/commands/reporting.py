"""``salg report``: sales, leads, calls and campaigns in figures (OPP-21 … OPP-24, CAMP-15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import N_, _
from model.core.text import visible
from model.reports.answers import Answer, Asked, Section, plain
from model.reports.declared import REPORTS, Report, report_named
from model.reports.periods import Period, period_between, read_period
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console
from tui.commands.listing import cells_wide, clipped, refuse_existing

ENDINGS = (".csv", ".xlsx", ".pdf", ".json")
_NARROWEST = 12
"""Cells that the names of the rows keep, however narrow the terminal is."""

_EPILOG = N_(
    """\
Intervals are read as people write them: --period "this quarter", 2026, "last
month", "1.5 - 31.5"; or --from and --to, both days included. Without one it is
this year for what is closed and for leads, this month for calls, and everything
for what is open and for campaigns.

A report is all its parts; --by gives some of them. On a terminal they are
tables; into a pipe go lines with tabs between the values: part, currency, row,
and the figures. Amounts of different currencies are never added."""
)


def run(console: Console, name: str, given: list[str]) -> int:
    """List the reports, or carry one out."""
    options = parsed(_arguments(), given)
    if options.name is None:
        if options.json:
            console.json([_listed(report) for report in REPORTS])
        else:
            _list(console)
        return 0
    report = report_named(options.name)
    target = _target(options)
    session = console.session()
    asked = _asked(session, report, options)
    if target is not None:
        refuse_existing(target, force=options.force)
    from model.reports.running import run as carry_out

    answer = carry_out(session, report, asked)
    if target is not None:
        _write(console, session, answer, target, force=options.force)
    elif options.json:
        console.json(plain(answer))
    else:
        _show(console, session.reading(), answer)
    return 0


def _arguments() -> Arguments:
    arguments = Arguments("salg report", _("Carry out a report; without NAME, list those there are."), _(_EPILOG))
    add = arguments.add_argument
    add("name", metavar="NAME", nargs="?", help=", ".join(report.name for report in REPORTS))
    add("--period", metavar="TEXT", help=_("the interval in words"))
    add("--from", metavar="DATE", dest="first", help=_("the first day"))
    add("--to", metavar="DATE", dest="last", help=_("the last day, to its end"))
    add("--by", metavar="PART", action="append", default=[], help=_("this part only; may be given several times"))
    add("--currency", metavar="CODE", default="", help=_("this currency only"))
    add("--json", action="store_true", help=_("as one JSON document"))
    add("--out", metavar="FILE", help=_("into a file: .csv, .xlsx, .pdf or .json"))
    add("--force", action="store_true", help=_("overwrite a file that exists"))
    return arguments


def _listed(report: Report) -> dict[str, Any]:
    return {"name": report.name, "title": _(report.title), "parts": [part.name for part in report.parts]}


def _list(console: Console) -> None:
    width = max(len(report.name) for report in REPORTS)
    for report in REPORTS:
        if not console.on_terminal:
            told = (report.name, _(report.title), ",".join(part.name for part in report.parts))
            console.streams.stdout.write("\t".join(told) + "\n")
            continue
        console.line(f"{report.name.ljust(width)}  {_(report.title)}")
        console.line(f"{' ' * width}  {_(report.help)}")
        if len(report.parts) > 1:
            console.line(f"{' ' * width}  --by {', '.join(part.name for part in report.parts)}")


def _asked(session: Session, report: Report, options: Namespace) -> Asked:
    today = session.reading().today
    dated = options.first is not None or options.last is not None
    if options.period is not None and dated:
        raise UsageError(_("--period goes without --from and --to"), "salg report")
    period = Period()
    if not report.day:
        if dated or options.period is not None:
            raise UserError(
                _("{report} tells how it is now; it takes no interval.").format(report=report.name),
                "--period" if options.period is not None else "--from" if options.first is not None else "--to",
            )
    elif dated:
        try:
            period = period_between(options.first or "", options.last or "", today, past=report.past)
        except UserError as error:
            error.field = f"--{error.field}"
            raise
    else:
        try:
            period = read_period(report.period if options.period is None else options.period, today, past=report.past)
        except UserError as error:
            error.field = "--period"
            raise
    names = [name.strip() for given in options.by for name in given.split(",") if name.strip()]
    try:
        parts = tuple(report.part(name).name for name in dict.fromkeys(names))
    except UserError as error:
        error.field = "--by"
        raise
    if options.currency and not report.in_currencies:
        raise UserError(_("{report} has no currencies.").format(report=report.name), "--currency")
    return Asked(period, parts, options.currency.strip().upper())


# Files


def _target(options: Namespace) -> Path | None:
    if options.out is None:
        return None
    target = Path(options.out).expanduser()
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(_("The name of the file must end in {endings}.").format(endings=", ".join(ENDINGS)), "--out")
    if options.json and ending != ".json":
        raise UserError(_("{ending} is another form than the one asked for.").format(ending=ending), "--out")
    return target


def _write(console: Console, session: Session, answer: Answer, target: Path, *, force: bool) -> None:
    try:
        if target.suffix.lower() == ".json":
            from model.files.new_file import new_file
            from model.files.plain import dumped

            with new_file(target, force=force) as file:
                file.write(dumped(plain(answer), indent=2) + "\n")
        else:
            from model.reports.exporting import export

            def told(done: int, whole: int) -> None:
                console.progress(_("Writing …"), done / max(whole, 1))

            export(session, answer, target, force=force, progress=told)
            console.clear_progress()
    except UserError as error:
        if error.field == "out":
            error.field = "--out"
        raise
    if console.on_terminal:
        console.line(str(target))


# Tables


def _show(console: Console, reading: Reading, answer: Answer) -> None:
    if not console.on_terminal:
        for section in answer.sections:
            for cells in _cells(section, reading):
                console.streams.stdout.write("\t".join([section.part.name, section.currency or "", *cells]) + "\n")
        return
    console.line(_(answer.report.title) + (f"  {answer.asked.period.told()}" if answer.report.day else ""))
    for part in answer.parts:
        for section in answer.of_part(part.name):
            console.line()
            console.line(f"{_(part.title)}  {section.title}" if answer.report.in_currencies else _(part.title))
            _table(console, section, reading)
    if not answer.sections:
        console.remark(_("Nothing found."))
    for remark in answer.remarks:
        console.remark(remark)


def _cells(section: Section, reading: Reading) -> list[list[str]]:
    """Return the rows as text, the total last."""
    fields = [column.field for column in section.part.columns]

    def row(label: str, values: tuple[Any, ...]) -> list[str]:
        told = [field.format(value, reading) for field, value in zip(fields, values, strict=True)]
        return [visible(text) for text in (label, *told)]

    return [*(row(line.label, line.values) for line in section.lines), row(_("Total"), section.total)]


def _table(console: Console, section: Section, reading: Reading) -> None:
    fields: list[Field] = [section.part.heading, *(column.field for column in section.part.columns)]
    rows = [[field.title for field in fields], *_cells(section, reading)]
    widths = [max(cells_wide(row[place]) for row in rows) for place in range(len(fields))]
    # Figures are never cut: where there is not room, the names of the rows give way.
    over = sum(widths) + 2 * (len(widths) - 1) - console.columns
    widths[0] = max(_NARROWEST, widths[0] - max(0, over))
    for row in rows:
        parts = []
        for field, text, width in zip(fields, row, widths, strict=True):
            shown = clipped(text, width) if cells_wide(text) > width else text
            blank = " " * (width - cells_wide(shown))
            parts.append(blank + shown if field.align_right else shown + blank)
        console.streams.stdout.write("  ".join(parts).rstrip() + "\n")
