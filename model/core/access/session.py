"""Who is at the keyboard, and what that person may see and do (COM-14, CUST-09).

Every read begins with :func:`visible`, every write with :meth:`Session.may_write`; what somebody may not see is
absent everywhere, as if it were not on file.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from model.core.errors import NotAllowedError, SignedOutError, UserError
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.store import Connection, Store
from model.core.text import excerpt, fold, quotation

_NUMBERED = re.compile(r"#([0-9]{1,15})(?:\s|$)")
_BARE = re.compile(r"[0-9]{1,15}")
_CHOICES: dict[str, Callable[[str], tuple[str, tuple[str, ...]]]] = {
    "employee": lambda _scope: ("SELECT initials FROM employee WHERE active = 1 ORDER BY initials_key LIMIT 30", ()),
    "option": lambda scope: (
        "SELECT name FROM option WHERE list = ? AND active = 1 ORDER BY position, name_key LIMIT 30",
        (scope,),
    ),
}
"""What can be chosen where there are few: the query for each kind, by the list of an option."""


@dataclass(frozen=True)
class Person:
    """The employee at the keyboard."""

    id: int
    initials: str
    name: str
    role: str
    account: str | None = field(default=None, compare=False)
    """The operating system's account that signed in; None for who was chosen by initials (in the demo)."""


class StoreNames:
    """Titles of records, as one person may see them; employees and options are few, and are kept in memory."""

    def __init__(self, store: Store, records: dict[str, type[Row]], person_id: int) -> None:
        self._store = store
        self._records = records
        self._person_id = person_id
        self._kept: dict[str, Any] = store.kept.setdefault("titles", {})
        self._versions: dict[int, int] = store.kept.setdefault("versions", {})

    def forget(self) -> None:
        """Read kept titles anew at the next question: some employee or option has changed."""
        self._kept.clear()

    def refresh(self) -> None:
        """Forget what is kept where somebody else has written to the database since this thread last looked.

        That may have been the choice whether aa is å, which is taken over.
        """
        version = self._store.value("PRAGMA data_version")
        if self._versions.get(threading.get_ident()) != version:
            self._versions[threading.get_ident()] = version
            self._kept.clear()
            self._store.fold_as_filed()

    def _few(self, record: str) -> dict[int, str] | None:
        kind = record.partition(":")[0]
        if kind not in ("employee", "option"):
            return None
        kept: dict[int, str] | None = self._kept.get(kind)
        if kept is None:
            column = "initials" if kind == "employee" else "name"
            kept = self._kept[kind] = dict(self._store.rows(f"SELECT id, {column} FROM {kind}"))
        return kept

    def own_fields(self, record: str) -> dict[str, Field]:
        """Return the fields that the company has defined for a record, those in use, by name and in its order."""
        self.refresh()
        kept: Any = self._kept.get(f"own {record}")
        if kept is None:
            found = self._store.rows(
                "SELECT key, label, kind, choices FROM custom_field WHERE record = ? AND active = 1"
                " ORDER BY position, id",
                (record,),
            )
            kept = self._kept[f"own {record}"] = _as_fields(found) if found else {}
        return dict(kept)

    def title_of(self, record: str, record_id: int) -> str:
        """Return the title of a record, '' where there is none to see."""
        few = self._few(record)
        if few is not None:
            return few.get(record_id, "")
        if record == "saved_view":
            return str(self._store.value("SELECT name FROM saved_view WHERE id = ?", (record_id,)) or "")
        target = self._records.get(record)
        if target is None or not issubclass(target, Record):
            return ""
        where, parameters = visible(target, self._person_id)
        sql = f"SELECT {target.title_field} FROM {target.table()} WHERE id = ? AND {where}"
        return str(self._store.value(sql, (record_id, *parameters)) or "")

    def find_by_title(self, record: str, text: str) -> Sequence[tuple[int, str]]:
        """Return (id, title) of the records that ``text`` names.

        That is ``#17``, whatever stands after it, the ID or the number alone, "me" for an employee, or a title in any
        case of letters.
        """
        kind, _colon, scope = record.partition(":")
        if kind == "option" and (found := self._options(scope, text)):
            return found
        numbered = _NUMBERED.match(text)
        if numbered is not None:
            return self._by_id(kind, scope, int(numbered[1]))
        bare = _BARE.fullmatch(text.strip())
        titled = self._by_title(kind, text)
        if bare is None or (titled and kind in ("employee", "option")):
            return titled
        # Digits may be an ID, a number or a name: where these are of different records, somebody has to say which.
        numbers = [*self._by_id(kind, scope, int(bare[0])), *self._by_number(kind, int(bare[0])), *titled]
        return list(dict.fromkeys((found[0], found[1]) for found in numbers))

    def _by_id(self, kind: str, scope: str, number: int) -> Sequence[tuple[int, str]]:
        if scope and not self._store.row("SELECT 1 FROM option WHERE id = ? AND list = ?", (number, scope)):
            return []
        title = self.title_of(kind, number)
        return [(number, title)] if title else []

    def _by_number(self, kind: str, number: int) -> Sequence[tuple[int, str]]:
        """Return the customer or project of that number."""
        target = self._records.get(kind)
        if target is None or not issubclass(target, Record) or "number" not in target.fields():
            return []
        where, parameters = visible(target, self._person_id)
        sql = f"SELECT id, {target.title_field} FROM {target.table()} WHERE number = ? AND {where} LIMIT 6"
        return self._store.rows(sql, (number, *parameters))

    def none_found(self, record: str, text: str, label: str = "") -> str:
        """Return the sentence for ``text`` that names no such record, with what would be accepted."""
        kind, _colon, scope = record.partition(":")
        quoted = quotation(excerpt(text))
        if kind in ("employee", "option"):
            rows = self._store.rows(*_CHOICES[kind](scope))
            names = ", ".join(row[0] for row in rows)
            field = label or (_("employee") if kind == "employee" else _("choice"))
            sentence = _("There is no {field} {text}.")
            if names:
                sentence = _("There is no {field} {text}; there are {choices}.")
            return sentence.format(field=field, text=quoted, choices=names)
        target = self._records.get(kind)
        field = label or (_(target.label).lower() if target is not None and issubclass(target, Record) else kind)
        if target is not None and "number" in target.fields():
            sentence = _("There is no {field} {text}: write its name, its number, or # and its ID.")
        else:
            sentence = _("There is no {field} {text}: write its name, or # and its ID.")
        return sentence.format(field=field, text=quoted)

    def _by_title(self, kind: str, text: str) -> Sequence[tuple[int, str]]:
        wanted = fold(text)
        if kind == "employee":
            sql = "SELECT id, initials FROM employee WHERE initials_key = ?"
            found = self._store.rows(sql, (wanted,))
            if not found and wanted in ("me", "meg", "mig"):
                return [(self._person_id, self.title_of(kind, self._person_id))]
            sql = "SELECT id, initials FROM employee WHERE name_key = ? ORDER BY active DESC, id LIMIT 6"
            return found or self._store.rows(sql, (wanted,))
        if kind == "saved_view":
            sql = "SELECT id, name FROM saved_view WHERE name_key = ? AND (shared = 1 OR owner = ?) ORDER BY id LIMIT 6"
            return self._store.rows(sql, (wanted, self._person_id))
        target = self._records.get(kind)
        if target is None or not issubclass(target, Record):
            return []
        where, parameters = visible(target, self._person_id)
        column = target.title_field
        sql = f"SELECT id, {column} FROM {target.table()} WHERE {column}_key = ? AND {where} ORDER BY id LIMIT 6"
        return self._store.rows(sql, (wanted, *parameters))

    def _options(self, scope: str, text: str) -> Sequence[tuple[int, str]]:
        """Return the choices of a list that are called that; a name goes before a number, as it may begin with #."""
        sql = "SELECT id, name FROM option WHERE list = ? AND name_key = ? ORDER BY active DESC, id"
        return self._store.rows(sql, (scope, fold(text)))


def _as_fields(defined: Sequence[tuple[Any, ...]]) -> dict[str, Field]:
    from model.core.fields.custom import KEY, own_field, read_choices

    fields = (
        own_field(key, label, kind, read_choices(choices))
        for key, label, kind, choices in defined
        if KEY.fullmatch(key)
    )
    return {str(field.name): field for field in fields}


@dataclass(frozen=True)
class Session:
    """A person at work: the open database, who it is, and the clock; what every plan and every list begins with."""

    store: Store
    records: dict[str, type[Row]]
    """Every kind of row by its name (``model.catalogue.ROWS``)."""
    person: Person
    clock: Callable[[], datetime]
    """Returns the present moment, aware, in the person's zone."""
    country: str = "NO"
    register: Callable[[], Mapping[str, int]] = dict
    """Returns what the register warns of now: the number of the rule by the key of an organisation number."""
    names: StoreNames = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", StoreNames(self.store, self.records, self.person.id))

    def as_person(self, person: Person) -> Session:
        """Return the same session for somebody else (in the demo, and in tests)."""
        return replace(self, person=person)

    def reading(self, *, ascii: bool = False) -> Reading:
        """Return what values are read and shown by at this moment."""
        self.names.refresh()
        return Reading(self.clock(), self.country, self.names, ascii)

    def register_warnings(self) -> Mapping[str, int]:
        """Return what the register warns of now; the queries that follow answer by it too (CUST-26)."""
        self.store.register_warnings = found = self.register()
        return found

    def own_fields(self, record: type[Row]) -> dict[str, Field]:
        """Return the fields of the record that the company has defined and uses, by name, in its order (COM-06)."""
        return self.names.own_fields(record.name_in_code) if "custom" in record.fields() else {}

    def fields(self, record: type[Row]) -> dict[str, Field]:
        """Return all fields of the record as this database has them: the declared ones, then the company's own."""
        return {**record.fields(), **self.own_fields(record)}

    def typed(self, record: type[Record]) -> dict[str, Field]:
        """Return the fields of the record that people fill in: the declared ones, then the company's own."""
        return {**record.typed(), **self.own_fields(record)}

    def present_person(self) -> Person:
        """Return the person as the database has them at this moment: rights may have changed since they signed in.

        Inside a transaction that is as the transaction sees it. Raises :class:`SignedOutError` for who may not sign in
        any more (COM-14).
        """
        row = self.store.row(
            "SELECT id, initials, name, role, account, active FROM employee WHERE id = ?", (self.person.id,)
        )
        if row is None or not row[5] or self.person.account not in (None, row[4]):
            raise SignedOutError(
                _("{initials} may no longer sign in; nothing was changed. Ask an administrator.").format(
                    initials=self.person.initials
                )
            )
        return replace(_person(row), account=row[4])

    def administers(self) -> bool:
        """Whether the person is an administrator at this moment."""
        return self.present_person().role == "administrator"

    def may_write(self) -> None:
        """Raise :class:`NotAllowedError` for who is a reader, or may not sign in, at this moment."""
        person = self.present_person()
        if person.role == "reader":
            raise NotAllowedError(_("{initials} may read, but not change anything.").format(initials=person.initials))

    def may_administer(self) -> None:
        """Raise :class:`NotAllowedError` for anybody who is not an administrator at this moment."""
        if not self.administers():
            raise NotAllowedError(_("Only an administrator may do this."))

    @contextlib.contextmanager
    def writing(self, *, readers: bool = False) -> Iterator[Connection]:
        """Hold the right to write for the length of the block, as :meth:`Store.writing` does, for who may write.

        ``readers`` is for what is a person's own, and no record: they may write that too. Raises as
        :meth:`may_write` and :meth:`present_person` do, asked inside the transaction, with nothing written.
        """
        with self.store.writing() as connection:
            if readers:
                self.present_person()
            else:
                self.may_write()
            yield connection


def visible(record: type[Row], person_id: int, alias: str = "") -> tuple[str, list[Any]]:
    """Return a predicate on the rows of ``record``'s table, under its own name or ``alias``, for what may be seen.

    Records that are visible to their owner only are left out for everyone else; so is what is seen only through such a
    record (the opportunities of a customer, the recipients of a campaign), and other people's activities that are
    linked to nothing but hidden records (W20, G05).
    """
    alias = alias or record.table()
    parts: list[str] = []
    parameters: list[Any] = []
    for column, value in record.scope.items():
        parts.append(f"{alias}.{column} = ?")
        parameters.append(value)
    if getattr(record, "hides", False):
        parts.append(_own_or_open(alias))
        parameters.append(person_id)
    elif through := getattr(record, "visible_through", ()):
        for name in through:
            kind = getattr(record.fields()[name], "record")  # noqa: B009
            parts.append(_of_seen(alias, name, kind))
            parameters.append(person_id)
    elif record.table() == "activity":
        seen = " ".join(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {kind} linked WHERE linked.id = link.record_id AND {test})"
            for kind, test in (
                *((kind, _own_or_open("linked")) for kind in ("lead", "customer", "contact", "campaign")),
                *((kind, _of_seen_customer("linked")) for kind in ("opportunity", "project")),
            )
        )
        links = f"FROM activity_link link WHERE link.activity = {alias}.id"
        parts.append(
            f"({alias}.owner = ? OR EXISTS (SELECT 1 {links} AND CASE link.record {seen} ELSE 1 END)"
            f" OR NOT EXISTS (SELECT 1 {links}))"
        )
        parameters.extend([person_id] * 7)
    return (" AND ".join(parts) or "1"), parameters


def linked_to_seen(link: type[Row], person_id: int) -> tuple[str, list[Any]]:
    """Return a predicate on the rows of a link table for those of which the person may see what they link."""
    table = link.table()
    parts: list[str] = []
    for name, declared in link.fields().items():
        kind = getattr(declared, "record", "")
        if kind in ("lead", "customer", "contact"):
            test = _own_or_open("linked")
        elif kind in ("opportunity", "project"):
            test = _of_seen_customer("linked")
        else:
            continue
        parts.append(f"EXISTS (SELECT 1 FROM {kind} linked WHERE linked.id = {table}.{name} AND {test})")
    return (" AND ".join(parts) or "1"), [person_id] * len(parts)


HIDDEN_LEADS = "SELECT id FROM lead WHERE owner_only = 1 AND owner IS NOT ?"
"""The leads that a person may not see; ``?`` is that person."""

HIDDEN_CUSTOMERS = "SELECT id FROM customer WHERE owner_only = 1 AND owner IS NOT ?"
"""The customers that a person may not see; ``?`` is that person."""


def visible_among_many(record: type[Row], person_id: int, alias: str) -> tuple[str, list[Any]]:
    """Return the predicate of :func:`visible` for opportunities and projects, for a query that goes through most rows.

    The few customers that are hidden are then read once, instead of each row's customer.
    """
    if record.name_in_code not in ("opportunity", "project"):
        return visible(record, person_id, alias)
    return f"{alias}.customer NOT IN ({HIDDEN_CUSTOMERS})", [person_id]


def _own_or_open(alias: str) -> str:
    # The plus keeps the engine from reading two ranges of an index for what is true of nearly every row.
    return f"(+{alias}.owner_only = 0 OR +{alias}.owner = ?)"


def _of_seen_customer(alias: str) -> str:
    return _of_seen(alias, "customer", "customer")


def _of_seen(alias: str, name: str, kind: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM {kind} hidden WHERE hidden.id = {alias}.{name}"
        " AND hidden.owner_only = 1 AND hidden.owner IS NOT ?)"
    )


def person_of(store: Store, account: str) -> Person | None:
    """Return the employee that signs in by this account of the operating system, None where there is none."""
    sql = "SELECT id, initials, name, role FROM employee WHERE account = ? AND active = 1"
    row = store.row(sql, (account,))
    return None if row is None else replace(_person(row), account=account)


def person_by_initials(store: Store, initials: str) -> Person:
    """Return the employee of these initials; raise :class:`UserError` where there is none in use."""
    sql = "SELECT id, initials, name, role FROM employee WHERE initials_key = ? AND active = 1"
    row = store.row(sql, (fold(initials),))
    if row is None:
        raise UserError(_("There is no employee {initials}.").format(initials=quotation(initials)))
    return _person(row)


ROLES = {1: "administrator", 2: "seller", 3: "reader"}


def _person(row: tuple[Any, ...]) -> Person:
    return Person(row[0], row[1], row[2], ROLES[row[3]])
