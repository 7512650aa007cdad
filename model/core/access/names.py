"""What records are called, and which record a name means, as one person may see them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

from model.core.access.row_access import visible
from model.core.fields.base import Field
from model.core.fields.custom import KEY, own_field, read_choices
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.store import Store
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
        version = self._store.version()
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
    fields = (
        own_field(key, label, kind, read_choices(choices))
        for key, label, kind, choices in defined
        if KEY.fullmatch(key)
    )
    return {str(field.name): field for field in fields}
