"""``salg contact|lead|customer export-person|erase-person``: a person's own data (G01, G02)."""

from __future__ import annotations

from pathlib import Path

from model.core.language import _
from model.core.records.record import Record
from model.personal_data import export
from model.personal_data.erase import erase, plan_erase
from tui.commands import values
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console, command_name


def export_person(console: Console, record: type[Record], given: list[str]) -> int:
    """Write all that is on file about a person to a .json or .pdf file."""
    program = f"salg {command_name(record)} export-person"
    arguments = Arguments(program, _("All that is on file about a person in one file; an administrator's."))
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    arguments.add_argument("--out", metavar="FILE", required=True, help=_("the file to write: .json or .pdf"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    session = console.session()
    record_id = values.named(session, record, options.id)
    export.export_person(session, record, record_id, Path(options.out), force=options.force)
    console.remark(_("Written: {file}").format(file=options.out))
    return 0


def erase_person(console: Console, record: type[Record], given: list[str]) -> int:
    """Blank a person's name, addresses and numbers everywhere, or say what would be blanked."""
    program = f"salg {command_name(record)} erase-person"
    arguments = Arguments(
        program,
        _("Blank a person's name, addresses and numbers everywhere, for good; an administrator's."),
        _("It cannot be undone. Look first with --dry-run."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    arguments.add_argument("--dry-run", action="store_true", help=_("say what would be done, and do nothing"))
    options = parsed(arguments, given)
    session = console.session()
    plan = plan_erase(session, record, values.named(session, record, options.id))
    for sentence in plan.sentences():
        console.line(sentence)
    if not options.dry_run:
        erase(session, plan)
    return 0
