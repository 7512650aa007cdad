"""The document: a file that belongs to a record (CUST-17)."""

from __future__ import annotations

from model.core.fields.numbers import Whole
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records import Row


class Document(Row):
    """A file of a record; ``content`` names what is kept beside the database by the SHA-256 of its bytes, in hex.

    The name is what people call it; renaming it moves no file, and the same file added twice is kept once.
    """

    name_in_code = "document"
    indexes = (("record", "record_id"), ("content",))

    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)
    name = Text(N_("Name"), required=True)
    content = Text(N_("Content"), required=True)
    size = Whole(N_("Size"), highest=2**62)
    added_at = Moment(N_("Added"), past=True)
    added_by = Reference(N_("Added by"), "employee")

    class Meta:
        table_name = "document"
