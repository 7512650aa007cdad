"""``salg ledger link|unlink|remove|propose``: which entries settle each other (CUST-20; cli.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.currency import priced
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.customers.records import Customer
from model.ledger.links import LinkedElsewhereError
from model.ledger.links import link as link_entries
from model.ledger.links import remove as remove_entries
from model.ledger.links import unlink as unlink_entries
from model.ledger.listed import ListedEntry, entries_by_id
from model.ledger.proposal import ProposalResult, ProposedLink, carry_out
from model.ledger.proposal import propose as propose_links
from model.ledger.records import LedgerEntry
from model.ledger.settlement import Settlement
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console
from tui.commands.values import named


def link(console: Console, record: type[Record], given: list[str]) -> int:
    """Link entries with each other, or add some to the link of the others."""
    arguments = Arguments(
        "salg ledger link",
        _("Link entries that settle each other; salg undo takes it back."),
        _(
            "Entries of one customer, one ledger and one currency are linked. What adds up to 0 is closed; else the "
            "rest stays open. Entries without a link are added to that of the others."
        ),
    )
    arguments.add_argument("ids", metavar="ID", nargs="+", help=_("the IDs of the entries, or their voucher numbers"))
    arguments.add_argument("--move", action="store_true", help=_("take them out of the links that they are in"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    ids = [named(session, record, text) for text in options.ids]
    try:
        done = link_entries(session, ids, move=options.move)
    except LinkedElsewhereError as error:
        raise UserError(f"{error.message} " + _("With --move they are."), error.field) from error
    if options.json:
        console.json({"change": done.change_id, **_plain_settlement(done.settlement)})
        return 0
    console.line(_settled(session, done.settlement, _currency(session, ids[0])))
    return 0


def unlink(console: Console, record: type[Record], given: list[str]) -> int:
    """Take a whole link apart."""
    arguments = Arguments(
        "salg ledger unlink", _("Take a whole link apart: its entries are open again; salg undo takes it back.")
    )
    arguments.add_argument("link", metavar="LINK", help=_("the ID of the link, as its entries have it"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    number = LedgerEntry.fields()["link_id"].parse(options.link.removeprefix("#"), session.reading())
    if number is None:
        raise UserError(_("Name the link by its ID."), "link_id")
    done = unlink_entries(session, number)
    if options.json:
        console.json({"change": done.change_id, "link_id": number, "entries": done.entries})
        return 0
    console.line(_opened(done.entries))
    return 0


def remove(console: Console, record: type[Record], given: list[str]) -> int:
    """Take entries out of their links."""
    arguments = Arguments(
        "salg ledger remove",
        _("Take entries out of their links: they are open again; salg undo takes it back."),
        _("What stays in a link is reckoned anew; a link that one entry alone is left of is taken apart."),
    )
    arguments.add_argument("ids", metavar="ID", nargs="+", help=_("the IDs of the entries, or their voucher numbers"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    ids = [named(session, record, text) for text in options.ids]
    done = remove_entries(session, ids)
    if options.json:
        links = [_plain_settlement(each) for each in done.links]
        console.json({"change": done.change_id, "entries": done.entries, "links": links})
        return 0
    console.line(_opened(done.entries))
    for each in done.links:
        console.line(_settled(session, each, _currency(session, ids[0])))
    return 0


def propose(console: Console, record: type[Record], given: list[str]) -> int:
    """Link what is proposed for a customer, or show it."""
    arguments = Arguments(
        "salg ledger propose",
        _("Link a customer's open entries by reference, amount and date; salg undo takes all of it back."),
        _(
            "What a payment names comes first, then the very same amount, the oldest before the others. Nothing is "
            "linked because an amount comes close. Look at it with --dry-run first."
        ),
    )
    arguments.add_argument("customer", metavar="CUSTOMER", help=_("the customer: ID, number or name"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be linked, change nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    if not options.dry_run:
        session.may_write()
    proposal = propose_links(session, named(session, Customer, options.customer))
    entries = entries_by_id(session, (each for link in proposal.links for each in link.entry_ids))
    done = carry_out(session, proposal) if proposal.links and not options.dry_run else None
    if options.json:
        links = [_plain_proposed(each) for each in proposal.links]
        change = done.change_id if done is not None else None
        console.json({"change": change, "links": links, "left_open": proposal.left_open})
        return 0
    for each in proposal.links:
        console.line(_proposed(session, each, [entries[number] for number in each.entry_ids if number in entries]))
    for sentence in _told(done, proposal.left_open):
        console.line(sentence)
    return 0


# What is said


def _currency(session: Session, entry: int) -> str:
    return entries_by_id(session, [entry])[entry].currency


def _money(session: Session, amount: Any, currency: str) -> str:
    return LedgerEntry.fields()["amount"].format(priced(amount, currency, session), session.reading())


def _settled(session: Session, link: Settlement, currency: str) -> str:
    if not link.entries:
        return _("Link {number} is taken apart.").format(number=link.link_id)
    if link.closed:
        message = ngettext(
            "Link {number}: {count} entry, closed.", "Link {number}: {count} entries, closed.", link.entries
        )
        return message.format(number=link.link_id, count=format_whole(link.entries))
    message = ngettext(
        "Link {number}: {count} entry, {rest} left.", "Link {number}: {count} entries, {rest} left.", link.entries
    )
    rest = _money(session, link.rest, currency)
    return message.format(number=link.link_id, count=format_whole(link.entries), rest=rest)


def _opened(count: int) -> str:
    message = ngettext("{count} entry is open again.", "{count} entries are open again.", count)
    return message.format(count=format_whole(count))


def _proposed(session: Session, link: ProposedLink, entries: Sequence[ListedEntry]) -> str:
    told = " + ".join(f"{each.called} {_money(session, each.amount, each.currency)}" for each in entries)
    if link.link_id is not None:
        told += " " + _("(into link {number})").format(number=link.link_id)
    left = f" {_('{rest} left.').format(rest=_money(session, link.rest, link.currency))}" if link.rest else ""
    return f"{told}: {link.describe()}{left}"


def _told(done: ProposalResult | None, left_open: int) -> list[str]:
    told = []
    if done is not None:
        message = ngettext("{count} link was made.", "{count} links were made.", done.links)
        told.append(message.format(count=format_whole(done.links)))
    message = ngettext("{count} entry stays open.", "{count} entries stay open.", left_open)
    return [*told, message.format(count=format_whole(left_open))]


# As JSON


def _plain_settlement(link: Settlement) -> dict[str, Any]:
    return {"link_id": link.link_id, "entries": link.entries, "balance": f"{link.rest:.2f}", "closed": link.closed}


def _plain_proposed(link: ProposedLink) -> dict[str, Any]:
    return {
        "entries": [*link.entry_ids],
        "link_id": link.link_id,
        "ledger": link.ledger,
        "currency": link.currency,
        "balance": f"{link.rest:.2f}",
        "reason": str(link.reason),
        "alike": link.alike,
    }
