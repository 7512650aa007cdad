"""What records are called, and which record a name means, as one person may see them."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from model.core.access.seen import ME, seen
from model.core.errors import ConnectionLostError
from model.core.fields.base import Field
from model.core.fields.custom import KEY, own_field, read_choices
from model.core.fields.numbers import Whole
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.records.options import CustomField, Option
from model.core.records.record import Record, Row
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, first
from model.core.storage.statements import slot, statement, stored
from model.core.storage.store import Store
from model.core.text import excerpt, fold, in_sentence, quotation

_NUMBERED = re.compile(r"#([0-9]{1,15})(?:\s|$)")
_BARE = re.compile(r"[0-9]{1,15}")
_MOST_CHOICES = 30
"""Choices that are named where a text is none of them."""
_MOST_FOUND = 6
"""Records that are told where a text may mean several."""


# Queries


@statement
def _every_title(kind: str) -> peewee.Query:
    """Return the IDs and titles of the few: of all employees, or of all choices of the company's lists."""
    if kind == "employee":
        return EmployeeTable.select(EmployeeTable.id, EmployeeTable.initials)
    return Option.select(Option.id, Option.name)


@statement
def _choices(kind: str) -> peewee.Query:
    if kind == "employee":
        query = EmployeeTable.select(EmployeeTable.initials).where(EmployeeTable.active == 1)
        return query.order_by(EmployeeTable.initials_key).limit(_MOST_CHOICES)
    in_list = Option.select(Option.name).where(Option.list == slot("list"), Option.active.yes)
    return in_list.order_by(first(Option.position), Option.name.folded).limit(_MOST_CHOICES)


@statement
def _own_fields() -> peewee.Query:
    defined = CustomField.select(CustomField.key, CustomField.label, CustomField.kind, CustomField.choices)
    in_use = defined.where(CustomField.record == slot("record"), CustomField.active.yes)
    return in_use.order_by(first(CustomField.position), CustomField.id)


@statement
def _title(record: type[Record]) -> peewee.Query:
    title = column_of(record, record.title_field)
    return record.select(title).where(column_of(record, "id") == stored("id"), seen(record))


@statement
def _view_name() -> peewee.Query:
    return SavedView.select(SavedView.name).where(SavedView.id == slot("id"))


@statement
def _in_list() -> peewee.Query:
    return Option.select(peewee.SQL("1")).where(Option.id == slot("id"), Option.list == slot("list"))


@statement
def _numbered(record: type[Record]) -> peewee.Query:
    columns = column_of(record, "id"), column_of(record, record.title_field)
    found = record.select(*columns).where(column_of(record, "number") == stored("number"), seen(record))
    return found.limit(_MOST_FOUND)


@statement
def _employee_by(column: str) -> peewee.Query:
    found = EmployeeTable.select(EmployeeTable.id, EmployeeTable.initials)
    found = found.where(column_of(EmployeeTable, column) == slot("key"))
    if column == "initials_key":
        return found
    return found.order_by(EmployeeTable.active.desc(), EmployeeTable.id).limit(_MOST_FOUND)


@statement
def _view_called() -> peewee.Query:
    open_to_me = SavedView.shared.yes | (SavedView.owner == ME)
    found = SavedView.select(SavedView.id, SavedView.name).where(SavedView.name.folded == slot("key"), open_to_me)
    return found.order_by(SavedView.id).limit(_MOST_FOUND)


@statement
def _called(record: type[Record]) -> peewee.Query:
    row_id, title = column_of(record, "id"), record.title_field
    found = record.select(row_id, column_of(record, title))
    found = found.where(column_of(record, f"{title}_key") == slot("key"), seen(record))
    return found.order_by(row_id).limit(_MOST_FOUND)


@statement
def _coded(record: type[Record]) -> peewee.Query:
    row_id = column_of(record, "id")
    found = record.select(row_id, column_of(record, record.title_field))
    found = found.where(column_of(record, f"{record.code_field}_key") == slot("key"), seen(record))
    return found.order_by(row_id).limit(_MOST_FOUND)


@statement
def _option_called() -> peewee.Query:
    found = Option.select(Option.id, Option.name)
    found = found.where(Option.list == slot("list"), Option.name.folded == slot("key"))
    return found.order_by(Option.active.desc(), Option.id)


class StoreNames:
    """Titles of records, as one person may see them; employees and options are few, and are kept in memory."""

    def __init__(self, store: Store, records: dict[str, type[Row]], person_id: int) -> None:
        self._store = store
        self._records = records
        self._person_id = person_id
        self._kept: dict[str, Any] = store.kept.setdefault("titles", {})
        self._versions: dict[int, object] = store.kept.setdefault("versions", {})

    def forget(self) -> None:
        """Read kept titles anew at the next question: some employee or option has changed."""
        self._kept.clear()

    def refresh(self) -> None:
        """Forget what is kept where somebody else has written to the database since this thread last looked.

        That may have been the choice whether aa is å, which is taken over.
        """
        with self._known_only():
            version = self._store.version()
            if self._versions.get(threading.get_ident()) != version:
                self._store.fold_as_filed()
                self._versions[threading.get_ident()] = version
                self._kept.clear()

    @contextlib.contextmanager
    def _known_only(self) -> Iterator[None]:
        """Let what is painted go without what is not known, while the server does not answer.

        Raises :class:`ConnectionLostError` in every other thread: there it is asked again until it is known.
        """
        try:
            yield
        except ConnectionLostError:
            if not self._store.paints_here():
                raise

    def _few(self, record: str) -> dict[int, str] | None:
        kind = record.partition(":")[0]
        if kind not in ("employee", "option"):
            return None
        kept: dict[int, str] | None = self._kept.get(kind)
        if kept is None:
            with self._known_only():
                kept = self._kept[kind] = dict(self._store.rows(_every_title(kind)))
        return kept or {}

    def own_fields(self, record: str) -> dict[str, Field]:
        """Return the fields that the company has defined for a record, those in use, by name and in its order."""
        self.refresh()
        kept: Any = self._kept.get(f"own {record}")
        if kept is None:
            with self._known_only():
                found = self._store.rows(_own_fields(), record=record)
                kept = self._kept[f"own {record}"] = _as_fields(found) if found else {}
        return dict(kept or {})

    def title_of(self, record: str, record_id: int) -> str:
        """Return the title of a record, '' where there is none to see."""
        title = ""
        with self._known_only():
            title = self._title_of(record, record_id)
        return title

    def _title_of(self, record: str, record_id: int) -> str:
        few = self._few(record)
        if few is not None:
            return few.get(record_id, "")
        if record == "saved_view":
            return str(self._store.value(_view_name(), id=record_id) or "")
        target = self._records.get(record)
        if target is None or not issubclass(target, Record):
            return ""
        return str(self._store.value(_title(target), id=record_id, me=self._person_id) or "")

    def find_by_title(self, record: str, text: str) -> Sequence[tuple[int, str]]:
        """Return (id, title) of the records that ``text`` names.

        That is ``#17``, whatever stands after it, the ID or the number alone, "me" for an employee, or a title or a
        code (:attr:`Record.code_field`) in any case of letters.
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
        if scope and not self._store.row(_in_list(), id=number, list=scope):
            return []
        title = self.title_of(kind, number)
        return [(number, title)] if title else []

    def _by_number(self, kind: str, number: int) -> Sequence[tuple[int, str]]:
        """Return the customer or project of that number."""
        target = self._records.get(kind)
        # The number of a voucher, or of a telephone, is a text, and may be a title; it is no number of the record's.
        if target is None or not issubclass(target, Record) or not isinstance(target.fields().get("number"), Whole):
            return []
        return self._store.rows(_numbered(target), number=number, me=self._person_id)

    def none_found(self, record: str, text: str, label: str = "") -> str:
        """Return the sentence for ``text`` that names no such record, with what would be accepted."""
        kind, _colon, scope = record.partition(":")
        quoted = quotation(excerpt(text))
        if kind in ("employee", "option"):
            rows = self._store.rows(_choices(kind), list=scope)
            names = ", ".join(row[0] for row in rows)
            field = label or (_("employee") if kind == "employee" else _("choice"))
            sentence = _("There is no {field} {text}.")
            if names:
                sentence = _("There is no {field} {text}; there are {choices}.")
            return sentence.format(field=field, text=quoted, choices=names)
        target = self._records.get(kind)
        field = label or (in_sentence(_(target.label)) if target is not None and issubclass(target, Record) else kind)
        if target is not None and "number" in target.fields():
            sentence = _("There is no {field} {text}: write its name, its number, or # and its ID.")
        elif target is not None and issubclass(target, Record) and target.code_field:
            sentence = _("There is no {field} {text}: write its name, its code, or # and its ID.")
        else:
            sentence = _("There is no {field} {text}: write its name, or # and its ID.")
        return sentence.format(field=field, text=quoted)

    def _by_title(self, kind: str, text: str) -> Sequence[tuple[int, str]]:
        wanted = fold(text)
        if kind == "employee":
            found = self._store.rows(_employee_by("initials_key"), key=wanted)
            if not found and wanted in ("me", "meg", "mig"):
                return [(self._person_id, self.title_of(kind, self._person_id))]
            return found or self._store.rows(_employee_by("name_key"), key=wanted)
        if kind == "saved_view":
            return self._store.rows(_view_called(), key=wanted, me=self._person_id)
        target = self._records.get(kind)
        if target is None or not issubclass(target, Record):
            return []
        found = self._store.rows(_called(target), key=wanted, me=self._person_id)
        if not target.code_field or not wanted:
            return found
        coded = self._store.rows(_coded(target), key=wanted, me=self._person_id)
        return list(dict.fromkeys((row[0], row[1]) for row in (*found, *coded)))

    def _options(self, scope: str, text: str) -> Sequence[tuple[int, str]]:
        """Return the choices of a list that are called that; a name goes before a number, as it may begin with #."""
        return self._store.rows(_option_called(), list=scope, key=fold(text))


def _as_fields(defined: Sequence[tuple[Any, ...]]) -> dict[str, Field]:
    fields = (
        own_field(key, label, kind, read_choices(choices))
        for key, label, kind, choices in defined
        if KEY.fullmatch(key)
    )
    return {str(field.name): field for field in fields}
