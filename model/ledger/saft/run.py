"""Taking in a file of accounts as planned: one change, which undo takes back whole.

The file has been read before the right to write is taken. Where others have written customers or entries meanwhile, it
is read once more, now that nobody else can write.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.changes.bulk_load import bulk_load
from model.core.changes.change import Change, change
from model.core.fields.references import Joined
from model.core.language import N_
from model.core.numbers import from_units
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import fold, visible
from model.customers.records import Customer
from model.files.stopping import Progress, Stop, go_on
from model.ledger.account_record import LedgerAccount
from model.ledger.records import LedgerEntry
from model.ledger.saft.known_entries import stored_ledgers, written_since
from model.ledger.saft.plan import NewEntry, SaftPlan, plan_saft

_CUSTOMER: Any = peewee.Table("customer", ("id", "name_key"))
_KILOBYTES = 8_000
"""What the engine may hold of the file while very many entries are written."""
_COLUMNS = (
    "customer", "customer_key", "ledger", "number", "number_key", "date", "due", "text", "amount", "balance",
    "reference", "external_id", "note",
)  # fmt: skip
"""What differs from one new entry to the next."""


def apply_saft(
    plan: SaftPlan, *, progress: Progress | None = None, writing: Progress | None = None, stop: Stop | None = None
) -> tuple[int | None, SaftPlan]:
    """Take in the file of a plan; return the change, None where nothing was different, and the plan carried out.

    That is another plan where it had to be read anew. ``progress`` is told of the bytes read then, ``writing`` of the
    entries written. Raises :class:`~model.files.stopping.Stopped`, :class:`NotAllowedError`, :class:`UserError` and
    :class:`StorageError`, with nothing changed.
    """
    session = plan.session
    session.may_write()
    with change(session, N_("Import {file}"), "import", file=visible(plan.path.name)) as made:
        if written_since(session.store, plan.newest_line):
            fresh = plan_saft(session, plan.path, progress, stop)
            plan.close()
            plan = fresh
        try:
            _Writer(made, plan).write(writing, stop)
        finally:
            plan.close()
        change_id = made.id if made.rows else None
    return change_id, plan


class _Writer:
    """Writes what a plan names, within a change."""

    def __init__(self, made: Change, plan: SaftPlan) -> None:
        self._made = made
        self._plan = plan
        self._codes = stored_ledgers()
        self._customers: dict[int, int] = {}
        """The IDs of new customers by their targets, which are below zero."""
        self._keys: dict[int, str] = {}
        """The sort keys of customers' names by their IDs."""

    def write(self, progress: Progress | None, stop: Stop | None) -> None:
        """Write customers, their accounts, and then the entries."""
        self._write_customers(stop)
        self._write_accounts()
        done, whole = 0, self._plan.number_of_entries
        with bulk_load(self._made, LedgerEntry, whole) as aside:
            if aside:
                # Less than it would be: the rows and the one index that stays grow at their ends.
                self._made.store.keep_little(_KILOBYTES)
            constants = self._constants()
            for batch in self._plan.entries.batches():
                self._write_entries(batch, constants)
                done += len(batch)
                go_on(progress, stop, done, whole)
            self._made.flush()
        self._change_openings()

    def _write_customers(self, stop: Stop | None) -> None:
        made, parties = self._made, self._plan.parties
        # Those that bring a number first: the others get what is free then.
        for numbered in (True, False):
            for batch in parties.new_values.batches():
                go_on(None, stop, 0, 0)
                for place, values in batch:
                    if ("number" in values) is numbered:
                        self._write_customer(-1 - place, values)
        for target in {*parties.widened, *parties.supplier_accounts}:
            if target > 0:
                values = {}
                if target in parties.widened:
                    values["kind"] = parties.widened[target]
                if target in parties.supplier_accounts:
                    values["supplier_account"] = parties.supplier_accounts[target]
                made.update(Customer, target, values)

    def _write_customer(self, target: int, values: dict[str, Any]) -> None:
        parties = self._plan.parties
        if target in parties.widened:
            values["kind"] = parties.widened[target]
        if target in parties.supplier_accounts:
            values.setdefault("supplier_account", parties.supplier_accounts[target])
        self._customers[target] = self._made.insert(Customer, values)

    def _write_accounts(self) -> None:
        """Write under which numbers customers stand in these accounts, so that the next file finds them."""
        company = self._plan.header.company
        rows = [
            (self._id_of(known.target), self._codes[known.ledger], company, known.number)
            for known in self._plan.parties.known.values()
            if known.target is not None and not known.remembered
        ]
        if rows:
            self._made.insert_ready(LedgerAccount, ("customer", "ledger", "company", "number"), rows, len(rows))

    def _id_of(self, target: int) -> int:
        return target if target > 0 else self._customers[target]

    def _constants(self) -> dict[str, Any]:
        """Return the stored columns that all new entries have alike."""
        values = {name: field.default for name, field in LedgerEntry.fields().items() if not isinstance(field, Joined)}
        values["currency"] = self._plan.header.currency
        stored = self._made.columns_of_new(LedgerEntry, values)
        return {name: value for name, value in stored.items() if name not in _COLUMNS and value is not None}

    def _write_entries(self, batch: Sequence[NewEntry], constants: dict[str, Any]) -> None:
        customers = [self._id_of(entry[0]) for entry in batch]
        unknown = [*{*customers} - self._keys.keys()]
        if unknown:
            self._keys.update(self._made.session.store.rows(_name_keys(), ids=unknown))
        keys, codes = self._keys, self._codes
        alike = (*constants.values(),)
        rows = (
            (
                customer, keys[customer], codes[ledger], number[:100] or None, fold(number[:100]), date, due or None,
                text[:500] or None, amount, amount, reference[:100] or None, external_id, note or None, *alike,
            )
            for customer, (_target, ledger, number, date, due, text, amount, reference, external_id, note) in zip(
                customers, batch, strict=True
            )
        )  # fmt: skip
        self._made.insert_ready(LedgerEntry, (*_COLUMNS, *constants), rows, len(batch))

    def _change_openings(self) -> None:
        """Take what is known entry by entry now off the opening balances that stood for it."""
        for each in self._plan.opening_changes:
            if each.amount:
                self._made.update(LedgerEntry, each.opening.id, {"amount": from_units(each.amount, 2)})
            else:
                self._made.delete(LedgerEntry, each.opening.id)


@statement
def _name_keys() -> Any:
    found = peewee.Select((_CUSTOMER,), (_CUSTOMER.id, _CUSTOMER.name_key))
    return found.where(among(_CUSTOMER.id, slot("ids")))
