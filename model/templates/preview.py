"""A template filled from one record, to be looked at before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.language import _
from model.core.records.record import Record
from model.core.settings import CompanySettings
from model.core.text import visible
from model.templates.merge import Filled, MergeReader, MergeTemplate, TemplateText
from model.templates.merge_fields import merge_fields
from model.templates.merge_reader import SOURCES


def fill_from(
    session: Session, template: TemplateText, type_name: str, record_id: int, company: CompanySettings
) -> tuple[Filled, str]:
    """Return a template filled from one record, and the e-mail address that it would go to ('' for none).

    Raises :class:`~model.core.errors.NotFoundError` for a record that is gone or hidden, and
    :class:`~model.core.errors.UserError` for a text that is no template.
    """
    merge = MergeTemplate(session, template)
    reader = MergeReader(session, type_name, merge.fields, language=template.language, company=company)
    found = next(reader.values([record_id]), None)
    if found is None:
        record_type = session.records[type_name]
        assert issubclass(record_type, Record)
        raise not_found(record_type, record_id)
    return merge.fill(found[1]), found[1]["email"]


def fill_for(
    session: Session, template: TemplateText, place: tuple[str, int] | None, company: CompanySettings
) -> Filled:
    """Return a template filled for an e-mail about ``place``, a kind of record and an ID.

    About nobody, or about what templates are not filled from, it says what it says of the day and the sender. Raises
    :class:`~model.core.errors.UserError` for a text that is no template.
    """
    if place is not None and place[0] in SOURCES:
        return fill_from(session, template, place[0], place[1], company)[0]
    merge = MergeTemplate(session, template)
    return merge.fill(
        MergeReader(session, "lead", merge.fields, language=template.language, company=company).of_nobody()
    )


def field_labels(session: Session, names: Iterable[str]) -> list[str]:
    """Return what merge fields are called, in the language in use: "Contact: First name"."""
    known = {field.name: f"{field.group}: {field.label}" for field in merge_fields(session)}
    return [visible(known.get(name, name)) for name in names]


def missing_sentence(session: Session, names: Sequence[str]) -> str:
    """Return the sentence that says which merge fields are left blank, '' where none are."""
    if not names:
        return ""
    return _("Left blank: {fields}.").format(fields=", ".join(field_labels(session, names)))


def preview_lines(session: Session, filled: Filled, address: str, kind: str) -> list[str]:
    """Return a filled template as lines to be read: what is missing first, then to whom, the subject and the text."""
    lines = [missing] if (missing := missing_sentence(session, filled.missing)) else []
    if kind == "email":
        lines.append(_("To: {address}").format(address=visible(address) or _("no e-mail address")))
    if filled.subject:
        lines.append(_("Subject: {subject}").format(subject=visible(filled.subject)))
    lines += ["", *(visible(line) for line in filled.text.splitlines())]
    if filled.html:
        lines += ["", _("As HTML:"), *(visible(line) for line in filled.html.splitlines())]
    return lines
