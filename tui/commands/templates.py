"""``salg template fill|versions|restore``: a template filled from a record, and what it said before."""

from __future__ import annotations

from dataclasses import asdict

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _
from model.core.records.record import Record
from model.core.text import quotation
from model.templates.merge import read_template
from model.templates.merge_fields import merge_fields
from model.templates.merge_reader import SOURCES
from model.templates.preview import fill_from, preview_lines
from model.templates.versions import TemplateVersion, bring_back, version
from model.templates.versions import versions as versions_of
from tui.commands import values
from tui.commands.arguments import Arguments, UsageError, parsed
from tui.commands.console import Console


def fill(console: Console, record: type[Record], given: list[str]) -> int:
    """Print a template filled from a record."""
    program = "salg template fill"
    arguments = _arguments("fill", _("A template filled from a record; nothing is sent."))
    add = arguments.add_argument
    add("--from", metavar="RECORD", dest="source", nargs=2, required=True, help=_("a kind of record and its ID"))
    add("--version", metavar="NUMBER", type=int, help=_("an earlier version of the template"))
    add("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    template_id = _template_id(session, record, options.id)
    kind = options.source[0].replace("-", "_")
    if kind not in SOURCES:
        raise UsageError(
            _("{text} is none of {choices}.").format(text=quotation(options.source[0]), choices=", ".join(SOURCES)),
            program,
        )
    source = session.records[kind]
    assert issubclass(source, Record)
    record_id = values.named(session, source, options.source[1])
    template = (
        read_template(session, template_id)
        if options.version is None
        else version(session, template_id, options.version)
    )
    filled, address = fill_from(session, template, kind, record_id, console.settings.company)
    if options.json:
        console.json({**asdict(filled), "missing": list(filled.missing), "email": address or None})
    else:
        for line in preview_lines(session, filled, address, template.kind):
            console.line(line)
    return 0


def fields(console: Console, record: type[Record], given: list[str]) -> int:
    """Print the merge fields that a template may use."""
    arguments = Arguments("salg template fields", _("The merge fields that a template may use, one a line."))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    found = merge_fields(console.session())
    if options.json:
        console.json([asdict(field) for field in found])
    else:
        for field in found:
            name = "{{ " + field.name + " }}"
            console.line(f"{name:38} {field.group}: {field.label}")
    return 0


def versions(console: Console, record: type[Record], given: list[str]) -> int:
    """Print the versions of a template."""
    arguments = _arguments("versions", _("What a template said at each time that it was saved, the newest first."))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    found = versions_of(session, _template_id(session, record, options.id))
    if options.json:
        console.json(
            [{"version": one.number, "at": one.at.isoformat(), "by": one.author, **_texts(one)} for one in found]
        )
        return 0
    for one in found:
        begins = next((line for line in one.text.text.splitlines() if line.strip()), "")
        console.line(f"{one.number:>7}  {one.at:%Y-%m-%d %H:%M}  {one.author:4}  {one.text.subject}  {begins}")
    return 0


def restore(console: Console, record: type[Record], given: list[str]) -> int:
    """Bring back what a template said in a version."""
    arguments = _arguments("restore", _("A template says again what it said in a version."))
    arguments.add_argument("version", metavar="VERSION", type=int, help=_("a number of salg template versions"))
    options = parsed(arguments, given)
    session = console.session()
    different = bring_back(session, _template_id(session, record, options.id), options.version)
    console.line(_("Brought back.") if different else _("It says that already."))
    return 0


def _texts(one: TemplateVersion) -> dict[str, str]:
    return {"subject": one.text.subject, "text": one.text.text, "html": one.text.html}


def _template_id(session: Session, record: type[Record], text: str) -> int:
    found = values.named(session, record, text)
    read(session, record, found)
    return found


def _arguments(verb: str, told: str) -> Arguments:
    arguments = Arguments(f"salg template {verb}", told)
    arguments.add_argument("id", metavar="ID", help=_("the ID or the name of the template"))
    return arguments
