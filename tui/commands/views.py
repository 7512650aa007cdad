"""``salg view``: views of lists that are kept under a name; and what ``--view`` names in other commands (COM-03)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.company.view_content import Arrangement, described
from model.core.company.view_storage import (
    KeptView,
    delete_view,
    find_view,
    keep,
    kept_views,
    overwrite,
    own_view,
    rename,
    share,
)
from model.core.errors import NotFoundError, UserError
from model.core.language import N_, _
from model.core.lists.criteria import (
    Filter,
    condition,
    criterion_field,
    find_field,
    parse_criterion,
    refuse_empty_interval,
    views_of,
)
from model.core.lists.listing import Sort
from model.core.records.record import Record
from model.core.text import quotation
from tui.commands.arguments import Arguments, Helped, Namespace, UsageError, parsed
from tui.commands.console import Console
from tui.commands.records import record_of

_USED = {
    "list": ("list [RECORD]", N_("the views that you see: your own, and those that others share")),
    "show": ("show RECORD NAME", N_("what one view filters, its columns and its order")),
    "add": ("add RECORD NAME", N_("keep a view of your own, or overwrite it with --force; prints its ID")),
    "rename": ("rename RECORD NAME NEW", N_("give a view another name")),
    "share": ("share RECORD NAME", N_("show a view to everybody, or with --no to its maker alone")),
    "delete": ("delete RECORD NAME", N_("delete a view; undo brings it back")),
}


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out one of the commands on views."""
    if given and given[0] in ("-h", "--help"):
        raise Helped(_overview())
    if not given or given[0] not in _USED:
        wrong = _("there is no {verb}").format(verb=quotation(given[0])) + ": " if given else _("say what to do: ")
        raise UsageError(wrong + ", ".join(_USED), "salg view")
    doing: dict[str, Callable[[Console, list[str]], None]] = {
        "list": _list, "show": _show, "add": _add, "rename": _rename, "share": _share, "delete": _delete,
    }  # fmt: skip
    doing[given[0]](console, given[1:])
    return 0


def _overview() -> str:
    width = max(len(usage) for usage, _told in _USED.values())
    lines = [_("usage: ") + f"salg view {'|'.join(_USED)} …", ""]
    lines += [f"  {usage.ljust(width)}  {_(told)}" for usage, told in _USED.values()]
    lines += ["", _("NAME is a view of your own, else one that others share; KNO: NAME is the one of KNO."), ""]
    return "\n".join(lines)


def _arguments(verb: str, *, named: bool = True) -> Arguments:
    arguments = Arguments(f"salg view {verb}", _(_USED[verb][1]))
    if named:
        arguments.add_argument("record", metavar="RECORD", help=_("lead, customer, …"))
        arguments.add_argument("name", metavar="NAME", help=_("the name of the view"))
    return arguments


def _named(console: Console, options: Namespace) -> tuple[Session, KeptView]:
    record, session = record_of(options.record), console.session()
    return session, find_view(session, record, options.name)


# What there is


def _list(console: Console, given: list[str]) -> None:
    arguments = _arguments("list", named=False)
    arguments.add_argument("record", metavar="RECORD", nargs="?", help=_("lead, customer, …"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    record = record_of(options.record) if options.record else None
    session = console.session()
    views = kept_views(session, record)
    if options.json:
        console.json([_plain(session, view) for view in views])
        return
    for view in views:
        whose = view.initials + (f", {_('shared')}" if view.shared else "")
        console.line(f"{view.record:<12}  {view.name}  ({whose})  {_told(session, view)}")


def _show(console: Console, given: list[str]) -> None:
    arguments = _arguments("show")
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session, view = _named(console, options)
    back = view.read_back(session)
    if back.left_out:
        console.remark(back.told())
    if options.json:
        console.json(_plain(session, view))
        return
    record = _record(session, view)
    columns = [find_field(record, text.partition(":")[0], session).title for text in back.arrangement.columns]
    for title, text in (
        (_("Name"), view.name),
        (_("Made by"), view.initials),
        (_("Shared"), _("yes") if view.shared else _("no")),
        (_("Shows"), _told(session, view)),
        (_("Columns"), ", ".join(columns) or "–"),
    ):
        console.line(f"{title}: {text}")


def _record(session: Session, view: KeptView) -> type[Record]:
    record = session.records[view.record]
    assert issubclass(record, Record)
    return record


def _told(session: Session, view: KeptView) -> str:
    return described(session, _record(session, view), view.read_back(session).arrangement)


def _plain(session: Session, view: KeptView) -> dict[str, Any]:
    back = view.read_back(session)
    wanted, sort = back.arrangement.filter, back.arrangement.sort
    return {
        "id": view.id,
        "record": view.record,
        "name": view.name,
        "owner": view.initials,
        "owner_id": view.owner,
        "shared": view.shared,
        "views": list(wanted.views),
        "criteria": [f"{one.field}{one.operator}{one.text}" for one in wanted.criteria],
        "letter": wanted.letter,
        "text": wanted.text,
        "columns": list(back.arrangement.columns),
        "sort": None if sort is None else f"{'-' if sort.descending else ''}{sort.field}",
        "left_out": list(back.left_out),
    }


# Changing them


def _add(console: Console, given: list[str]) -> None:
    arguments = _arguments("add")
    add = arguments.add_argument
    add("--where", metavar="EXPR", action="append", default=[], help=_("a criterion; may be given several times"))
    add("--view", metavar="NAME", action="append", default=[], help=_("begin with another view, ready-made or kept"))
    add("--letter", metavar="A", default="", help=_("what the names begin with"))
    add("--text", metavar="WORDS", default="", help=_("words that must occur"))
    add("--sort", metavar="FIELD", help=_("the field to sort by, - before it to turn the order round"))
    add("--fields", metavar="A,B:20", default="", help=_("the columns, in this order, :20 for the width in cells"))
    add("--shared", action="store_true", help=_("for everybody to see"))
    add("--force", action="store_true", help=_("overwrite your view of that name"))
    options = parsed(arguments, given)
    record, session = record_of(options.record), console.session()
    arrangement = _asked(console, session, record, options)
    there = own_view(session, record, options.name) if options.force else None
    if there is None:
        console.line(str(keep(session, record, options.name, arrangement, shared=options.shared)))
    else:
        overwrite(session, there, arrangement, shared=options.shared or there.shared)
        console.line(str(there.id))


def _asked(console: Console, session: Session, record: type[Record], options: Namespace) -> Arrangement:
    criteria = []
    for expression in options.where:
        criterion = parse_criterion(expression)
        criterion_field(record, criterion.field, session)
        criteria.append(criterion)
    refuse_empty_interval(record, criteria, session.reading(), session)
    begun = views_together(console, session, record, options.view)
    wanted = begun.narrowed(Filter((), tuple(criteria), options.letter.strip(), options.text.strip()))
    condition(session, record, wanted, row_by_row=True)
    columns = tuple(text.strip() for text in options.fields.split(",") if text.strip()) or begun.columns
    for text in columns:
        name, _colon, width = text.partition(":")
        find_field(record, name, session)
        if _colon and not (width.isascii() and width.isdigit()):
            raise UserError(_("{text} is no width in cells.").format(text=quotation(width)), "--fields")
    sort = begun.sort
    if options.sort:
        name = options.sort.removeprefix("-")
        sort = Sort(str(find_field(record, name, session).name), options.sort.startswith("-"))
    return Arrangement(wanted, columns, sort)


def _rename(console: Console, given: list[str]) -> None:
    arguments = _arguments("rename")
    arguments.add_argument("new", metavar="NEW", help=_("what it is to be called"))
    options = parsed(arguments, given)
    session, view = _named(console, options)
    rename(session, view, options.new)


def _share(console: Console, given: list[str]) -> None:
    arguments = _arguments("share")
    arguments.add_argument("--no", action="store_true", help=_("no longer: for its maker alone"))
    options = parsed(arguments, given)
    session, view = _named(console, options)
    share(session, view, not options.no)


def _delete(console: Console, given: list[str]) -> None:
    arguments = _arguments("delete")
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be, change nothing"))
    options = parsed(arguments, given)
    session, view = _named(console, options)
    session.may_write()
    if options.dry_run:
        console.line(f"{view.record}  {view.name}  ({view.initials})  {_told(session, view)}")
    else:
        delete_view(session, view)


# For --view


def views_together(console: Console, session: Session, record: type[Record], given: Sequence[str]) -> Arrangement:
    """Return what the views that ``--view`` names show together; columns and order are those of the last that has any.

    Ready-made names may stand several in one, with commas. What of a kept view's columns and order cannot be shown any
    longer is told on the error stream. Raises :class:`UserError` for a name that is none, or that may be several, and
    for a view whose rows cannot be asked for as they were: without part of it there would be too many.
    """
    known = views_of(record)
    together = Arrangement(Filter())
    for text in given:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if not all(name in known for name in names):
            names = _kept_names(session, record, text, names)
        for name in names:
            if name in known:
                together = Arrangement(together.narrowed(Filter((name,))), together.columns, together.sort)
                continue
            view = find_view(session, record, name)
            back = view.read_back(session)
            if back.arrangement.filter.nothing:
                raise UserError(f"{view.name}: {back.told()}", "--view")
            if back.left_out:
                console.remark(f"{view.name}: {back.told()}")
            wanted = back.arrangement
            together = Arrangement(
                together.narrowed(wanted.filter), wanted.columns or together.columns, wanted.sort or together.sort
            )
    return together


def _kept_names(session: Session, record: type[Record], text: str, names: list[str]) -> list[str]:
    """Return the name that the whole of ``text`` is, else those between its commas."""
    if len(names) > 1:
        try:
            find_view(session, record, text)
        except NotFoundError:
            return names
    return [text]


def kept_names(console: Console, record: type[Record]) -> list[str]:
    """Return the names of the views of a list that are kept, for its help; none where there is no database yet."""
    if console.database_path is not None and not console.database_path.exists():
        return []
    try:
        return [view.name for view in kept_views(console.session(as_set=False), record)]
    except UserError:
        return []
