"""What the register warns of among what is on file: bankruptcy, closing down, deletion (CUST-26).

The local copy is asked once, for all units that it warns of: these are few, whatever the size of the register, and a
list then knows of each row without asking again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.errors import StorageError
from model.core.fields.base import QueryContext
from model.core.fields.choices import Choice, ChoiceField
from model.core.language import N_
from model.core.storage.expressions import among, column_of, register_warning
from model.registry.warning_rules import WARNING_RULES

_SIGNS = {
    "struck_off": ("†", "S", "bad"),
    "bankrupt": ("⚠", "B", "bad"),
    "forced_winding_up": ("⊗", "F", "bad"),
    "winding_up": ("⊖", "W", "warm"),
}
WARNINGS = tuple(Choice(rule.number, rule.name, rule.label, *_SIGNS[rule.name]) for rule in WARNING_RULES)
"""What the register warns of, with the sign of each in lists."""


class RegisterWarnings:
    """What the local copy at ``path`` warns of, read anew when another copy is in force; for any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] | None = None
        self._found: Mapping[str, int] = {}

    def present(self) -> Mapping[str, int]:
        """Return the number of the rule by the key of an organisation number ("NO923609016").

        A copy that is missing or damaged warns of nothing: the search says what is wrong with it.
        """
        try:
            stat = os.stat(self.path)
        except OSError:
            return {}
        seen = (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        with self._lock:
            if seen != self._seen:
                self._found, self._seen = self._read(), seen
            return self._found

    def _read(self) -> Mapping[str, int]:
        from model.registry.search import Registry

        try:
            with Registry(self.path) as registry:
                return registry.warned()
        except StorageError:
            return {}


def with_register(session: Session, path: Path) -> Session:
    """Return the session with the warnings of the local copy at ``path``."""
    return replace(session, register=RegisterWarnings(path).present)


class RegisterWarningField(ChoiceField):
    """What the register warns of, worked out as a list is read; no column of the record holds it."""

    has_column = False

    def __init__(self, **options: Any) -> None:
        super().__init__(N_("Register warning"), WARNINGS, system=True, heading="!", **options)
        self.name = "register_warning"

    def refresh(self, context: QueryContext) -> None:
        """Have the queries that follow answer by what the copy in force says now."""
        context.register_warnings()

    def expression(self, rows: Any) -> Any:
        """Return the number of the rule, null for none."""
        return register_warning(column_of(rows, "org_number_key"))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the test for records that are warned of so: by the keys of what is warned of, which are few."""
        warned = context.register_warnings()
        key = column_of(rows, "org_number_key")
        if text.strip():
            wanted = self.choice(self.parse(text, context.reading())).number
            return among(key, [each for each, number in warned.items() if (number == wanted) is (operator == "=")])
        # Without a value "=" asks for those that nothing is said of, "!=" for all that something is.
        return among(key, warned) if operator == "!=" else key.is_null() | ~among(key, warned)
