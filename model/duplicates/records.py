"""What people have said of records that look alike: that they are not the same."""

from __future__ import annotations

from model.core.fields.numbers import Whole
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Row


class NotDuplicate(Row):
    """Two records that somebody has looked at and found to be different ones; they are not shown as alike again.

    The lesser of the two, by record and ID, stands first.
    """

    name_in_code = "not_duplicate"
    unique = (("record", "record_id", "other_record", "other_record_id"),)
    indexes = (("other_record", "other_record_id"),)

    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)
    other_record = Text(N_("Other record"), required=True)
    other_record_id = Whole(N_("Other record ID"), required=True)

    class Meta:
        table_name = "not_duplicate"
