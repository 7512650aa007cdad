"""What cards say into the fields of a record: as :mod:`model.files.arrangement` does for the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.core.access.session import Session
from model.core.fields.leftovers import ADDRESS_PARTS, Leftover
from model.core.records.record import Record
from model.core.text import visible
from model.files.arrangement import Arranged
from model.files.contact_details import place
from model.files.guarding import escaped
from model.files.headings import DETAILED, Matching, by_name, importable
from model.files.table import TableRow
from model.files.vcard_table import CardRow

_FILLED = (
    "name", "first_name", "last_name", "private", "customer", "title", "gender", "email", "phone", "direct_phone",
    "mobile", "fax", "website", "org_number", "categories",
    *(
        f"{kind}{part}"
        for kind in ("", "visiting_", "postal_", "invoice_", "delivery_", "attestation_")
        for part in ADDRESS_PARTS
    ),
    "note",
)  # fmt: skip
"""The fields that a card can fill."""


def takes_cards(record: type[Record]) -> bool:
    """Whether the record is of a company or a person, and cards can be read for it whole."""
    return record.name_in_code in DETAILED


class CardArrangement:
    """Arranges cards; ``fields`` are the names of those that they may fill in.

    What a column of the matching has been sent to by hand goes there, and what it would fill stays empty.
    """

    def __init__(self, session: Session, record: type[Record], matching: Matching) -> None:
        self.record = record.name_in_code
        self._importable = importable(session, record)
        usual = by_name(session, record, matching.headings, {})
        self._by_hand = [
            (at, heading, before, name)
            for at, (heading, before, name) in enumerate(
                zip(matching.headings, usual.fields, matching.fields, strict=True)
            )
            if before != name
        ]
        self.ignored = [heading for _at, heading, _before, name in self._by_hand if not name]
        """What somebody has chosen to pass over."""
        self.gives_contacts = self.record == "customer"
        """Whether a card may name a person beside a company, who becomes a contact of that customer."""
        moved = [name for _at, _heading, _before, name in self._by_hand if name in self._importable]
        self.fields = [name for name in self._importable if name in {*_FILLED, *moved}]

    def arrange(self, rows: Sequence[TableRow]) -> Arranged:
        """Return cards as texts of fields; of those that cannot be read nothing."""
        found = Arranged({name: [""] * len(rows) for name in self.fields})
        texts: dict[str, list[str]] = {name: [""] * len(rows) for name in self.fields}
        for at, row in enumerate(rows):
            if not isinstance(row, CardRow):
                continue
            placed = place(self.record, self._importable.keys(), row.details)
            for name, text in self._moved(row, placed.values).items():
                if name in texts:
                    texts[name][at] = escaped(text)
            if placed.leftovers:
                found.leftovers[at] = [Leftover(visible(each.label), visible(each.text)) for each in placed.leftovers]
            if placed.contact:
                found.contacts[at] = {name: escaped(text) for name, text in placed.contact.items()}
            if placed.trouble:
                found.troubles[at] = placed.trouble
        found.texts.update(texts)
        return found

    def _moved(self, row: TableRow, placed: Mapping[str, str]) -> dict[str, str]:
        """Return the texts of a card with what somebody has sent elsewhere in its place."""
        values = dict(placed)
        for at, heading, before, name in self._by_hand:
            text = row.cells[at] if at < len(row.cells) else ""
            values.pop(before or heading, None)
            if name and text:
                values[name] = text
        return values
