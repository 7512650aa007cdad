"""``salg registry``: the local copy of the public register of companies."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.core import dates
from model.core.errors import NotFoundError, UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import find_field
from model.core.numbers import format_whole
from model.core.org_number import OrgNumber
from model.core.paths import make_folder
from model.core.text import quotation
from model.registry.page import page_address
from model.registry.search import Registry
from model.registry.unit import Address, Unit
from tui.commands.arguments import Arguments, Helped, UsageError, parsed
from tui.commands.console import Console

if TYPE_CHECKING:
    from model.search.registry_update import RegistryUpdate

_USED = {
    "load": ("load FILE", N_("load Enhetsregisteret's bulk file (CSV, plain or .gz) in the place of the present copy")),
    "show": ("show NUMBER", N_("show one company, by its organisation number in any spelling")),
    "refresh": (
        "refresh [ID …] [--dry-run]",
        N_("bring what is on file of companies in line with the registry, as one change that undo takes back"),
    ),
    "status": ("status", N_("how many companies there are, from which file, loaded when")),
}


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out one of the commands on the registry."""
    if given and given[0] in ("-h", "--help"):
        raise Helped(_overview())
    if not given or given[0] not in _USED:
        wrong = _("there is no {verb}").format(verb=quotation(given[0])) + ": " if given else _("say what to do: ")
        raise UsageError(wrong + ", ".join(_USED), "salg registry")
    return {"load": _load, "show": _show, "refresh": _refresh, "status": _status}[given[0]](console, given[1:])


def _overview() -> str:
    width = max(len(usage) for usage, _told in _USED.values())
    lines = [_("usage: ") + f"salg registry {'|'.join(_USED)} …", ""]
    lines += [f"  {usage.ljust(width)}  {_(told)}" for usage, told in _USED.values()]
    return "\n".join([*lines, ""])


def _load(console: Console, given: list[str]) -> int:
    arguments = Arguments("salg registry load", _(_USED["load"][1]))
    arguments.add_argument("file", metavar="FILE", help=_("the bulk file"))
    options = parsed(arguments, given)
    from model.core.filesystem.named_file import guard
    from model.registry.load import load

    if console.database_path is not None:
        guard(console.database_path)
    make_folder(console.paths.registry.parent)
    summary = load(
        Path(options.file).expanduser(),
        console.paths.registry,
        now=console.clock(),
        progress=lambda units, part: console.progress(
            _("{count} companies read …").format(count=format_whole(units)), part
        ),
    )
    console.clear_progress()
    console.line(
        ngettext("{count} company loaded.", "{count} companies loaded.", summary.units).format(
            count=format_whole(summary.units)
        )
    )
    if summary.repeated:
        console.line(
            _("{count} stood there more than once; the last was kept.").format(count=format_whole(summary.repeated))
        )
    if summary.missing:
        console.remark(_("The file lacks these columns: {names}").format(names=", ".join(summary.missing)))
    return 0


def _show(console: Console, given: list[str]) -> int:
    arguments = Arguments("salg registry show", _(_USED["show"][1]))
    arguments.add_argument("number", metavar="NUMBER", nargs="+", help=_("the organisation number"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    text = " ".join(options.number)
    from model.core.org_number import parse_org_number

    number = parse_org_number(text)
    if number is None:
        raise UserError(
            _("{text} is no organisation number: 9 digits in Norway, 8 in Denmark.").format(text=quotation(text)),
            "number",
        )
    with Registry(console.paths.registry) as registry:
        unit = registry.unit(text)
        if unit is None:
            if not registry.status().loaded:
                raise NotFoundError(_("No registry is loaded: salg registry load FILE."), "number")
            wrong = "" if number.valid else " " + _("Its check digit is wrong.")
            raise NotFoundError(_("The registry has no company {number}.").format(number=number) + wrong, "number")
        if options.json:
            console.json(_plain(unit))
            return 0
        for label, value in _lines(unit, number):
            if value:
                console.line(f"{label + ':':<22} {value}")
        if console.on_terminal:
            console.remark(registry.status().attribution)
    return 0


def _lines(unit: Unit, number: OrgNumber) -> list[tuple[str, str]]:
    def day(value: Any) -> str:
        return dates.format_day(value) if value else ""

    form = " ".join(part for part in (unit.company_form, unit.company_form_text) if part)
    return [
        (_("Name"), unit.name),
        (_("Org. no."), f"{number} {unit.country}"),
        (_("Register"), page_address(unit.org_number, unit.country)),
        (_("Warning"), unit.warning),
        (_("Company form"), form),
        (_("Industry"), " ".join(part for part in (unit.industry_code, unit.industry) if part)),
        (_("Employees"), unit.staff),
        (_("Visiting address"), _address(unit.visiting)),
        (_("Postal address"), _address(unit.postal)),
        (_("Telephone"), unit.phone),
        (_("Mobile"), unit.mobile),
        (_("E-mail"), unit.email),
        (_("Web page"), unit.website),
        (_("VAT registered"), _("yes") if unit.vat_registered else _("no")),
        (_("Founded"), day(unit.founded_on)),
        (_("Registered"), day(unit.registered_on)),
        (_("Struck off"), day(unit.deleted_on)),
        (_("Latest accounts"), str(unit.latest_accounts or "")),
        (_("Parent company"), unit.parent),
    ]


def _address(address: Address) -> str:
    town = " ".join(part for part in (address.postcode, address.town) if part)
    return ", ".join(part for part in (address.street, town, address.municipality, address.country) if part)


def _plain(unit: Unit) -> dict[str, Any]:
    told = dataclasses.asdict(unit)
    for name, value in told.items():
        if hasattr(value, "isoformat"):
            told[name] = value.isoformat()
        elif value == "":
            told[name] = None
    return told


def _refresh(console: Console, given: list[str]) -> int:
    arguments = Arguments("salg registry refresh", _(_USED["refresh"][1]), _(_EPILOG))
    arguments.add_argument("ids", metavar="ID", nargs="*", help=_("the records; all in use without one"))
    arguments.add_argument("--leads", action="store_true", help=_("leads in place of customers"))
    arguments.add_argument("--fields", metavar="A,B", help=_("take these fields, whatever stands there, and no others"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be changed, change nothing"))
    options = parsed(arguments, given)
    from model.search.registry_update import KINDS, apply_updates, plan_update, plan_updates
    from tui.commands.values import record_id

    kind = "lead" if options.leads else "customer"
    names = None
    if options.fields is not None:
        names = {str(find_field(KINDS[kind], text.strip()).name) for text in options.fields.split(",") if text.strip()}
    session = console.session()
    session.may_write()
    with Registry(console.paths.registry) as registry:
        if not registry.status().loaded:
            raise NotFoundError(_("No registry is loaded: salg registry load FILE."), "registry")
        ids = [record_id(text) for text in options.ids]
        updates = (
            [plan_update(session, registry, kind, each) for each in ids]
            if ids
            else list(plan_updates(session, registry, kind))
        )
    for update in updates:
        _tell_update(console, update, names)
    count = sum(bool(update.values(names)) for update in updates)
    if not options.dry_run:
        _change, count = apply_updates(session, updates, names)
    console.line(
        (
            ngettext("{count} record would be changed.", "{count} records would be changed.", count)
            if options.dry_run
            else ngettext("{count} record changed.", "{count} records changed.", count)
        ).format(count=format_whole(count))
    )
    return 0


_EPILOG = N_(
    "Name, company form, industry, employees and addresses go by the registry; how a company is reached, and where"
    " invoices go, is filled in where nothing stands. Fields that stay are shown in brackets."
)


def _tell_update(console: Console, update: RegistryUpdate, names: Collection[str] | None) -> None:
    taken = update.values(names)
    warning = f"  ! {update.warning}" if update.warning else ""
    console.line(f"{_(_LABELS[update.record])} {update.id} {update.title}{warning}")
    for field in update.fields:
        line = f"{field.label}: {field.before or '–'} → {field.after or '–'}"
        console.line(f"  {line}" if field.name in taken else f"  ({line})")


_LABELS = {"customer": N_("Customer"), "lead": N_("Lead")}


def _status(console: Console, given: list[str]) -> int:
    arguments = Arguments("salg registry status", _(_USED["status"][1]))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    with Registry(console.paths.registry) as registry:
        status = registry.status()
    if options.json:
        console.json(
            {
                "loaded": status.loaded,
                "path": str(status.path),
                "units": status.units,
                "loaded_at": None if status.loaded_at is None else dates.utc_text(status.loaded_at),
                "source": status.source,
                "countries": list(status.countries),
                "attribution": status.attribution,
            }
        )
        return 0
    if not status.loaded or status.loaded_at is None:
        console.line(_("No registry is loaded: salg registry load FILE."))
        return 0
    console.line(
        _("{count} companies ({countries}), loaded {when} from {source}.").format(
            count=format_whole(status.units),
            countries=" ".join(status.countries),
            when=dates.format_moment(status.loaded_at, console.zone),
            source=status.source,
        )
    )
    console.line(str(status.path))
    if status.attribution:
        console.line(status.attribution)
    return 0
