"""What there is to say of a file of accounts: to people, a line each, and to programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from model.core.language import N_, _
from model.core.numbers import format_whole, from_units
from model.core.text import visible
from model.ledger.records import LEDGERS
from model.ledger.saft.balances import money
from model.ledger.saft.contents import Doubt
from model.ledger.saft.plan import LedgerCounts, SaftPlan

DOUBTS = {
    "two parties": N_("Lines that name a customer and a supplier, passed over"),
    "no party": N_("Lines on an account of customers or suppliers that name none, passed over"),
    "unknown party": N_("Lines of customers or suppliers that the file does not list, passed over"),
    "no amount": N_("Lines without an amount, passed over"),
    "nought": N_("Lines of 0, passed over"),
    "rounded": N_("Amounts with more than two decimals, rounded"),
    "foreign": N_(
        "Lines in foreign currency, imported in the currency of the accounts; the foreign amount is in the note"
    ),
    "repeated": N_("Transactions with the number of an earlier one, imported too"),
    "changed": N_("Transactions that are on file with another amount, date or customer, left as they are on file"),
    "opening changed": N_("Opening balances that differ from those on file, left as they are on file"),
    "listed twice": N_("Customers or suppliers that the file lists twice, the first time counts"),
    "hidden": N_("Customers or suppliers that are on file and visible to their owner only, passed over"),
    "held": N_("Customers or suppliers whose later opening balance is linked, passed over: unlink it first"),
    "person's number": N_("Persons, whose national identity number is not kept"),
    "other org number": N_("On file with another organisation number"),
    "other name": N_("Found by number, with another name on file"),
    "number taken": N_("New, with a number that another customer has here: they get the next free one"),
    "namesake": N_("New, though a customer on file has the same name: compare the two"),
    "unbalanced": N_("Opening balance and lines do not add up to the closing balance in the file"),
    "differs": N_("The ledger does not end where the file does"),
    "besides": N_("Entries on file besides those of these accounts"),
    "account": N_("Accounts whose customers or suppliers do not add up to the general ledger in the file"),
}
"""What is doubted, by kind; the order is that in which it is told."""
_SHOWN = 5
"""Examples that are named of each."""


def describe(plan: SaftPlan) -> list[str]:
    """Return what a plan would do, or has done, as lines in the language in use: counts, sums, and doubts."""
    header = plan.header
    told = [
        _("Accounts of {name} ({company}), {version}").format(
            name=visible(header.company_name), company=header.company, version=f"SAF-T {header.version}"
        )
    ]
    for choice in LEDGERS:
        told += _of_ledger(_(choice.label), plan.counts[choice.name], header.currency)
    if widened := len(plan.parties.widened):
        told.append(_("Become customer and supplier: {count}").format(count=format_whole(widened)))
    if changed := len(plan.opening_changes):
        told.append(
            _("Later opening balances that are made up of entries now: {count}").format(count=format_whole(changed))
        )
    return [*told, *doubts(plan)]


def _of_ledger(label: str, counts: LedgerCounts, currency: str) -> Iterator[str]:
    if not counts.parties and not counts.lines:
        return
    yield label
    accounts = (
        (_("{count} new"), counts.new_parties),
        (_("{count} on file"), counts.matched),
        (_("{count} passed over"), counts.passed_over),
    )
    entries = (
        (_("{count} new"), counts.new_lines),
        (_("{count} on file"), counts.on_file),
        (_("opening balances: {count}"), counts.openings),
    )
    yield "  " + _("Accounts: {how}").format(how=_counted(accounts))
    yield "  " + _("Entries: {how}").format(how=_counted(entries))
    closing = _("The file ends with {closing} {currency}").format(closing=money(counts.closing), currency=currency)
    if counts.new_lines or counts.openings:
        closing = _("New entries come to {amount} {currency}; the file ends with {closing} {currency}").format(
            amount=money(counts.amount), closing=money(counts.closing), currency=currency
        )
    yield "  " + closing


def _counted(parts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(text.format(count=format_whole(count)) for text, count in parts if count) or "0"


def doubts(plan: SaftPlan) -> Iterator[str]:
    """Yield what is in doubt: how often, and where or with whom first."""
    for kind, sentence in DOUBTS.items():
        count = plan.doubts.counts.get(kind, 0)
        if count:
            examples = plan.doubts.examples[kind][:_SHOWN]
            named = "; ".join(map(_named, examples)) + (" …" if count > len(examples) else "")
            yield f"{_(sentence)}: {format_whole(count)} ({named})"


def _named(doubt: Doubt) -> str:
    parts = [_("line {number}").format(number=doubt.line)] if doubt.line else []
    if doubt.what:
        parts.append(visible(doubt.what))
    return " ".join(parts)


def plain(plan: SaftPlan) -> dict[str, Any]:
    """Return the same for a program: amounts as text with two decimals."""
    header = plan.header
    return {
        "company": header.company,
        "company_name": header.company_name,
        "version": header.version,
        "currency": header.currency,
        "ledgers": {
            name: {
                "accounts": counts.parties,
                "new_customers": counts.new_parties,
                "matched": counts.matched,
                "passed_over": counts.passed_over,
                "lines": counts.lines,
                "new_entries": counts.new_lines,
                "on_file": counts.on_file,
                "opening_balances": counts.openings,
                "amount": f"{from_units(counts.amount, 2):.2f}",
                "closing_balance": f"{from_units(counts.closing, 2):.2f}",
            }
            for name, counts in plan.counts.items()
        },
        "become_both": len(plan.parties.widened),
        "opening_balances_changed": len(plan.opening_changes),
        "doubts": [
            {
                "kind": kind.replace("'", "").replace(" ", "_"),
                "count": count,
                "examples": [{"line": each.line or None, "what": each.what} for each in plan.doubts.examples[kind]],
            }
            for kind, count in plan.doubts.counts.items()
        ],
    }
