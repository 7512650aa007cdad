"""What an activity is linked to, as a field of it: ``customer Fjord AS; lead 17`` (COM-11)."""

from __future__ import annotations

import contextlib
from typing import Any

from model.activities.about import KINDS
from model.activities.links import set_links
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.base import QueryContext, Reading
from model.core.language import LANGUAGES, _, translated
from model.core.records.relations import Item, RelationField, UnknownItem, find_item, named, split_items
from model.core.records.write_context import WriteContext
from model.core.text import excerpt, fold, quotation
from model.core.wildcards import parse_pattern


class LinksField(RelationField):
    """The records that an activity is linked to."""

    records = KINDS

    def __init__(self, name: str, label: str, labels: dict[str, str], **options: Any) -> None:
        super().__init__(name, label, **options)
        self.labels = labels
        """What the kinds of record are called, in English."""

    def parts(self, text: str) -> list[str]:
        """Return the items of a text; a comma parts them only where a word for a kind of record follows it."""
        found: list[str] = []
        for part in super().parts(text):
            first, *rest = split_items(part, ",")
            found.append(first)
            for piece in rest:
                if self._kind(piece)[0]:
                    found.append(piece)
                else:
                    found[-1] += f", {piece}"
        return found

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the record of a kind, in code or in any language, and what names it; or the one record called so."""
        kind, title = self._kind(text)
        if kind and title:
            return find_item(kind, title, reading)
        found = []
        for each in () if title.strip("# ").isdecimal() else KINDS:
            with contextlib.suppress(UnknownItem):
                found.append(find_item(each, title, reading))
        if len(found) == 1:
            return found[0]
        message = _("{text} is no link: write a record and its ID, as {example}; records are {records}.")
        raise UnknownItem(
            message.format(text=quotation(excerpt(text)), example='"lead 17"', records=", ".join(KINDS)), "", text
        )

    def _kind(self, text: str) -> tuple[str, str]:
        """Return kind and name of a record, '' for the first where the text begins with no kind."""
        words = text.replace(":", " ", 1)
        for kind in KINDS:
            label = self.labels[kind]
            for word in dict.fromkeys((kind, *(translated(label, language) for language in LANGUAGES))):
                if fold(words[: len(word)]) == fold(word) and words[len(word) : len(word) + 1] == " ":
                    return kind, words[len(word) :].strip()
        return "", text

    def item_text(self, item: Item) -> str:
        """Return the kind of record in the language in use, and its name."""
        return f"{_(self.labels[item.record]).lower()} {named(item)}"

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return kind, ID and title."""
        return {"record": item.record, "id": item.id, "title": item.title}

    def selected(self, session: QueryContext) -> tuple[str, list[Any]]:
        """Return the SQL of the links in the order in which they were made."""
        cases, parameters = [], []
        for kind in KINDS:
            record = session.records[kind]
            title = getattr(record, "title_field", "name")
            seen, own = visible(record, session.person.id, "one")
            others, more = visible(record, session.person.id, "other")
            cases.append(
                f"WHEN '{kind}' THEN (SELECT json_array('{kind}', one.id, one.{title}, NULL, NOT EXISTS (SELECT 1 FROM"
                f" {record.table()} other WHERE other.{title}_key = one.{title}_key AND other.id <> one.id"
                f" AND {others})) FROM {record.table()} one WHERE one.id = link.record_id AND {seen})"
            )
            parameters += [*more, *own]
        return (
            f"(SELECT json_group_array(json(item)) FROM (SELECT CASE link.record {' '.join(cases)} END AS item"
            " FROM activity_link link WHERE link.activity = activity.id ORDER BY link.id) WHERE item IS NOT NULL)"
        ), parameters

    def having(self, session: QueryContext, operator: str, text: str) -> tuple[str, list[Any]]:
        """Return the predicate for activities linked to certain records, or to one whose title matches."""
        pattern = parse_pattern(text) if operator == "~" else None
        if pattern is None and text.strip():
            items = self.read(text, session.reading())
            test = f"activity.id {'NOT IN' if operator == '!=' else 'IN'} (SELECT link.activity FROM activity_link link"
            test += " WHERE link.record = ? AND link.record_id = ?)"
            return " AND ".join([test] * len(items)), [value for item in items for value in (item.record, item.id)]
        parts, parameters = [], []
        for kind in KINDS:
            record = session.records[kind]
            seen, own = visible(record, session.person.id, "one")
            title = getattr(record, "title_field", "name")
            matches = rf"one.{title}_key LIKE ? ESCAPE '\' AND " if pattern is not None else ""
            parts.append(
                f"SELECT link.activity FROM activity_link link JOIN {record.table()} one ON one.id = link.record_id"
                f" WHERE link.record = '{kind}' AND {matches}{seen}"
            )
            parameters += [*([pattern.like()] if pattern is not None else []), *own]
        negated = "NOT " if operator == "=" else ""
        return f"activity.id {negated}IN ({' UNION ALL '.join(parts)})", parameters

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Link the activity to exactly these records, or to these as well."""
        return set_links(change, record_id, value or (), further=self.further)


class LinkField(LinksField):
    """One more record of a kind that an activity is linked to: ``customer=Fjord AS``."""

    further = True

    def __init__(self, kind: str, labels: dict[str, str], **options: Any) -> None:
        super().__init__(kind, labels[kind], labels, **options)
        self.kind = kind

    def parts(self, text: str) -> list[str]:
        """Return the text whole: it is one name, whatever signs it holds."""
        return [text]

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the record of the kind that ``text`` names."""
        return find_item(self.kind, text, reading)
