"""``salg search``: one text over everything."""

from __future__ import annotations

from typing import Any

from model.core.language import N_, _
from model.registry.search import Registry
from model.search.everything import GROUPS, LIMIT, search
from model.search.found import Group, Hit
from tui.commands.arguments import Arguments, number, parsed
from tui.commands.console import Console

_EPILOG = N_(
    """\
Words may stand anywhere; % is a wildcard: AS% begins with, %AS ends with.
Telephone, organisation and customer numbers and e-mail addresses are found in
any spelling, from their beginning."""
)


def run(console: Console, name: str, given: list[str]) -> int:
    """Search, and list the hits group by group."""
    arguments = Arguments(
        "salg search", _("Search customers, contacts, the registry, leads, opportunities and orders."), _(_EPILOG)
    )
    arguments.add_argument("text", metavar="TEXT", nargs="+", help=_("what to look for"))
    here = _("look here only: {groups}").format(groups=", ".join(GROUPS))
    arguments.add_argument("--group", metavar="NAME", action="append", default=[], help=here)
    arguments.add_argument("--limit", metavar="N", type=number, default=LIMIT, help=_("at most so many in each group"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session_or_empty()
    with Registry(console.paths.registry) as registry:
        groups = search(session, registry, " ".join(options.text), options.group, options.limit)
        if options.json:
            console.json([_plain(group) for group in groups])
            return 0
        for group in groups:
            if group.count or options.group:
                console.line(f"{group.title}: {group.total}")
            for hit in group.hits:
                console.line("  " + _line(hit))
        if not any(group.count for group in groups):
            console.remark(_("Nothing found."))
        if any(group.name == "registry" and group.hits for group in groups) and console.on_terminal:
            console.remark(registry.status().attribution)
    return 0


def _line(hit: Hit) -> str:
    parts = [f"{hit.id or hit.org_number}", hit.title]
    if hit.subtitle:
        parts.append(hit.subtitle)
    if hit.warned:
        parts.append("! " + _("bankrupt, being wound up or struck off"))
    if not hit.active:
        parts.append(_("deactivated"))
    if hit.on_file is not None:
        parts.append(_("on file: {record} {number}").format(record=hit.on_file.record, number=hit.on_file.id))
    return "  ".join(parts)


def _plain(group: Group) -> dict[str, Any]:
    return {
        "group": group.name,
        "count": group.count,
        "more": group.capped,
        "hits": [_plain_hit(hit) for hit in group.hits],
    }


def _plain_hit(hit: Hit) -> dict[str, Any]:
    told: dict[str, Any] = {"record": hit.record, "id": hit.id, "title": hit.title, "subtitle": hit.subtitle}
    if hit.record == "registry":
        told |= {"country": hit.country, "org_number": hit.org_number, "warned": hit.warned}
        known = hit.on_file
        told["on_file"] = None if known is None else {"record": known.record, "id": known.id, "title": known.title}
    else:
        told["active"] = hit.active
        if hit.record in ("customer", "lead"):
            told["warned"] = hit.warned
    if hit.customer is not None:
        told["customer_id"] = hit.customer
    return told
