"""Which records a command is about: ``--where``, ``--view`` and ``--sort``, alike in every command that takes them."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.company.view_content import Arrangement
from model.core.errors import UserError
from model.core.language import _
from model.core.lists.criteria import Filter, find_field, parse_criterion, refuse_empty_interval, views_of
from model.core.lists.listing import Listing, Sort
from model.core.records.record import Record
from tui.commands.arguments import Arguments, Namespace, UsageError
from tui.commands.console import Console


def add_arguments(arguments: Arguments, console: Console, record: type[Record], given: Sequence[str]) -> None:
    """Add the options to a command; where ``given`` asks for help, the names of kept views are read for it."""
    add = arguments.add_argument
    add("--where", metavar="EXPR", action="append", default=[], help=_("a criterion; may be given several times"))
    views = _("a ready-made filter: {views}").format(views=", ".join(view.name for view in record.views))
    views += "; " + _("or the name of a view that is kept (salg view list)")
    if {"-h", "--help"} & set(given):
        from tui.commands.views import kept_names

        views += "".join(f", {name}" for name in kept_names(console, record)).replace("%", "%%")
    add("--view", metavar="NAME", action="append", default=[], help=views)
    add("--sort", metavar="FIELD", help=_("the field to sort by, - before it to turn the order round"))


def selected(console: Console, session: Session, record: type[Record], options: Namespace) -> Arrangement:
    """Return what the options select: filter, order and, of a kept view, the columns.

    Raises :class:`UserError` for criteria, views and fields that there are none of.
    """
    criteria = []
    for expression in options.where:
        try:
            criteria.append(parse_criterion(expression))
        except UserError as error:
            error.field = error.field or "--where"
            raise
    if criteria:
        refuse_empty_interval(record, criteria, session.reading(), session)
    begun = _begun(console, session, record, options.view)
    sort = begun.sort
    if options.sort:
        name = options.sort.removeprefix("-")
        sort = Sort(find_field(record, name, session).name, options.sort.startswith("-"))
    return begun._replace(filter=begun.narrowed(Filter((), tuple(criteria))), sort=sort)


def record_ids(
    console: Console, session: Session, record: type[Record], options: Namespace, program: str
) -> tuple[list[int], Filter | None]:
    """Return the IDs that ``options.ids`` give, or those that the options select, and the filter where it is these.

    Raises :class:`UsageError` for neither, and for both.
    """
    filtered = bool(options.where or options.view)
    if bool(options.ids) is filtered:
        raise UsageError(_("write IDs, or --where or --view"), program)
    if not filtered:
        # A list needs neither, and is to be quick.
        from tui.commands import merged, values

        return merged.followed(console, session, record, values.all_named(session, record, options.ids)), None
    wanted = selected(console, session, record, options)
    return list(Listing(session, record, (), wanted.filter, wanted.sort).ids()), wanted.filter


def _begun(console: Console, session: Session, record: type[Record], given: Sequence[str]) -> Arrangement:
    """Return what ``--view`` shows; kept views are looked at only where a name is not a ready-made one."""
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    if all(name in views_of(record) for name in names):
        return Arrangement(Filter(names))
    from tui.commands.views import views_together

    return views_together(console, session, record, given)
