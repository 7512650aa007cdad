"""Wishes not to be contacted: nothing that is done to many takes one away (decision 20; K08, R15).

A file may be older than the wish, and who edits a hundred records does not see whose it was. It is taken back on the
record itself, and only after a question.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from model.core.access import Session, visible
from model.core.fields.numbers import OptOut
from model.core.language import _, ngettext
from model.core.records import Record


def taken_back(record: type[Record], values: Mapping[str, Any]) -> list[str]:
    """Return the names of the wishes that these values would take back from a record that has them."""
    fields = record.fields()
    return [name for name, value in values.items() if isinstance(fields.get(name), OptOut) and not value]


def holders(session: Session, record: type[Record], ids: Iterable[int], names: Collection[str]) -> dict[str, set[int]]:
    """Return, by the name of the wish, which of these records have it, as far as the person may see them."""
    where, parameters = visible(record, session.person.id)
    asked = json.dumps([*ids])
    return {
        name: {
            row[0]
            for row in session.store.rows(
                f"SELECT id FROM {record.table()} WHERE {name} = 1"
                f" AND id IN (SELECT value FROM json_each(?)) AND {where}",
                (asked, *parameters),
            )
        }
        for name in names
    }


def kept_sentence(label: str, count: int) -> str:
    """Return the sentence for records that keep a wish called ``label``, in the language in use."""
    sentence = ngettext(
        "{count} keeps “{field}”: it is taken back on the record itself.",
        "{count} keep “{field}”: it is taken back on the record itself.",
        count,
    )
    return sentence.format(count=count, field=label)


def question(label: str, title: str) -> str:
    """Return what is asked before a record's wish is taken back."""
    return _("“{field}” is taken back: {name} may be contacted again.").format(field=label, name=title)
