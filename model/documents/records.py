"""The document: a file that belongs to a record (CUST-17), an attachment where that is a campaign (CAMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note, Text
from model.core.fields.times import Moment
from model.core.language import N_, _
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.statements import statement
from model.core.text import visible


class Document(Row):
    """A file of a record; ``content`` names what is kept beside the database by the SHA-256 of its bytes, in hex.

    The name is what people call it; renaming it moves no file, and the same file added twice is kept once. An
    attachment has a title besides, a content ID by which an HTML message shows it, and says whether it goes along
    with what is sent. ``width`` and ``height`` of a picture are in pixels, ``depth`` in bits per pixel.
    """

    name_in_code = "document"
    keeps_content = "content"
    free_texts = ("name", "title", "keywords", "description")
    indexes = (("record", "record_id"), ("content",), ("content_id?",))

    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)
    name = Text(N_("File name"), required=True)
    content = Text(N_("Content"), required=True)
    size = Whole(N_("Size"), highest=2**62)
    added_at = Moment(N_("Added"), past=True)
    added_by = Reference(N_("Added by"), "employee")
    title = Text(N_("Title"), longest=200)
    content_id = Text(N_("Content ID"), longest=100)
    goes_along = YesNo(N_("Goes along"))
    from_archive = YesNo(N_("From documents on file"))
    keywords = Text(N_("Keywords"))
    description = Note(N_("File description"))
    width = Whole(N_("Width"))
    height = Whole(N_("Height"))
    depth = Whole(N_("Colour depth"))
    changed_at = Moment(N_("Changed"), past=True)
    changed_by = Reference(N_("Changed by"), "employee")

    class Meta:
        table_name = "document"

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return the name of the file."""
        return str(stored.get("name") or "")

    @classmethod
    def check_after(cls, change: WriteContext[Session]) -> None:
        """Refuse two files of one record with one content ID: a message could show either (R13)."""
        doubled = change.session.store.row(_doubled())
        if doubled is not None:
            raise UserError(
                _("{name} has the content ID {text} already.").format(
                    name=visible(doubled[1]), text=visible(doubled[0])
                ),
                "content_id",
            )


@statement
def _doubled() -> peewee.Query:
    """Content ID and name of a file beside which its record has another with the same content ID."""
    files = Document.select(peewee.fn.min(Document.content_id), peewee.fn.min(Document.name))
    of_one_record = files.where(Document.content_id.is_null(False)).group_by(
        Document.record, Document.record_id, peewee.fn.lower(Document.content_id)
    )
    return of_one_record.having(peewee.fn.count(Document.id) > peewee.SQL("1")).limit(1)
