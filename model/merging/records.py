"""Where records went that were merged into others."""

from __future__ import annotations

from model.core.fields.numbers import Whole
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Row


class Redirect(Row):
    """The ID of a record that was merged, and the record it became a part of (M12)."""

    name_in_code = "redirect"
    unique = (("record", "old_id"),)
    indexes = (("record", "record_id"),)

    record = Text(N_("Record"), required=True)
    old_id = Whole(N_("Former ID"), required=True)
    record_id = Whole(N_("Record ID"), required=True)

    class Meta:
        table_name = "redirect"
