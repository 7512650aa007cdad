"""What the rules of the tables refuse, and what is not there, as sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from model.core.errors import NotFoundError, UserError
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.errors import ConstraintError
from model.core.text import in_sentence


def refused(error: ConstraintError, records: Mapping[str, type[Row]]) -> UserError:
    """Return the sentence, with its field, for what the rules of the tables refuse."""
    for record in records.values():
        if error.columns and record.table() == error.table:
            name = error.columns[-1].removesuffix("_key")
            field = record.fields().get(name)
            if field is None:
                continue
            if error.kind == "not null":
                return UserError(_("{field} must be filled in.").format(field=field.title), name)
            label = in_sentence(_(record.label)) if issubclass(record, Record) else ""
            if label:
                message = _("There is another {record} with the same {field}.")
                return UserError(message.format(record=label, field=field.title.lower()), name)
            return UserError(_("There is one like it already: {field}.").format(field=field.title.lower()), name)
    return UserError(_("It does not fit what is on file: {error}").format(error=error))


@contextlib.contextmanager
def explained(records: Mapping[str, type[Row]]) -> Iterator[None]:
    """Raise :class:`UserError`, naming the field, for what the rules of the tables refuse in the block."""
    try:
        yield
    except ConstraintError as error:
        raise refused(error, records) from error


def not_found(record: type[Row], record_id: int) -> NotFoundError:
    """Return the error for a record that is gone or hidden; it never says which."""
    label = _(record.label) if issubclass(record, Record) else record.name_in_code
    return NotFoundError(_("There is no {record} {number}.").format(record=in_sentence(label), number=record_id), "id")
