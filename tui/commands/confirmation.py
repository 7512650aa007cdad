"""``salg order confirm``: the order confirmation as a PDF (OPP-19)."""

from __future__ import annotations

from pathlib import Path

from model.core.errors import UserError
from model.core.language import LANGUAGES, _
from model.core.records.record import Record
from model.orders.confirmation_file import write_order_confirmation
from model.orders.confirmation_reader import missing_in_head, read_confirmation
from tui.commands import values
from tui.commands.arguments import Arguments, Namespace, parsed
from tui.commands.console import Console


def confirm(console: Console, record: type[Record], given: list[str]) -> int:
    """Write the confirmation of an order to a PDF and print its path."""
    options = parsed(_arguments(), given)
    session = console.session()
    order = values.named(session, record, options.id)
    company = console.settings.company
    try:
        found = read_confirmation(session, order, company, language=options.language)
        target = _target(options, found.file_name)
        found = write_order_confirmation(
            session, order, company, target,
            language=options.language, confirm=options.set_confirmed, force=options.force,
        )  # fmt: skip
    except UserError as error:
        if error.field == "out":
            error.field = "--out"
        raise
    missing = missing_in_head(company)
    if missing:
        console.remark(_("Not set under [company] in the settings: {names}.").format(names=", ".join(missing)))
    if options.json:
        console.json({"order": order, "number": found.number, "status": found.status, "path": str(target)})
    else:
        console.line(str(target))
    return 0


def _arguments() -> Arguments:
    arguments = Arguments(
        "salg order confirm",
        _("Write the order confirmation of an order to a PDF; prints its path."),
        _("The head is that of [company] in the settings. A draft is marked as one, and stays one unless it is set."),
    )
    add = arguments.add_argument
    add("id", metavar="ID", help=_("the ID of the order, or its number"))
    add("--out", metavar="FILE.pdf", help=_("into this file; without, its name has the number of the order"))
    add("--language", choices=LANGUAGES, default="", help=_("in this language; without, in that of the customer"))
    add("--set-confirmed", action="store_true", help=_("set the status of a draft to confirmed; undo takes it back"))
    add("--force", action="store_true", help=_("overwrite a file that exists"))
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _target(options: Namespace, name: str) -> Path:
    if options.out is None:
        return Path.cwd() / name
    target = Path(options.out).expanduser()
    if target.is_dir():
        return target / name
    if target.suffix.lower() != ".pdf":
        raise UserError(_("The name of the file must end in {endings}.").format(endings=".pdf"), "--out")
    return target
