"""Earlier versions of a template: what its texts were after each change, and one brought back.

They are read from the history of the record: nothing is kept twice, and what brings one back is a change like others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError
from model.core.history.past_changes import own_lines
from model.core.history.snapshot import values_at
from model.core.language import N_, _
from model.templates.merge import TemplateText
from model.templates.records import TEXTS, Template

_KEPT = ("kind", "language", *TEXTS)
"""What a version is, and what is brought back; the name and the owner stay as they are."""


@dataclass(frozen=True)
class TemplateVersion:
    """A template as it was saved at some time: ``number`` is the version of the record, ``author`` initials."""

    number: int
    at: datetime
    author: str
    text: TemplateText


def versions(session: Session, template_id: int, limit: int = 50) -> list[TemplateVersion]:
    """Return the versions of a template's texts, the newest first, the present one among them.

    Raises :class:`~model.core.errors.NotFoundError` for a template that is gone or hidden.
    """
    read(session, Template, template_id)
    numbers: dict[int, tuple[datetime, str]] = {}
    for _line, past in own_lines(session, Template, template_id):
        if past.action == "insert" or past.field in _KEPT:
            numbers.setdefault(past.change.id, (past.change.at, past.change.author))
        if len(numbers) == limit:
            break
    return [
        TemplateVersion(number, at, author, version(session, template_id, number))
        for number, (at, author) in numbers.items()
    ]


def version(session: Session, template_id: int, number: int) -> TemplateText:
    """Return a template as it was in a version; raise :class:`NotFoundError` for one that there never was."""
    if not 0 < number <= read(session, Template, template_id).version:
        raise NotFoundError(_("There is no version {number}.").format(number=number), "version")
    values = values_at(session, Template, template_id, number)
    texts = {name: values[name] or "" for name in TEXTS}
    return TemplateText(
        template_id, values["name"], values["kind"], values["language"], active=values["active"], version=number,
        **texts,
    )  # fmt: skip


def bring_back(session: Session, template_id: int, number: int) -> bool:
    """Have a template say again what it said in a version, as one change; return whether anything is different.

    Raises as :func:`version` does, and :class:`~model.core.errors.UserError` for merge fields that there are no more.
    """
    then = version(session, template_id, number)
    row = read(session, Template, template_id)
    wanted = {name: getattr(then, name) or None for name in _KEPT}
    different = {name: value for name, value in wanted.items() if (getattr(row, name) or None) != value}
    if different:
        with change(session, N_("Bring back an earlier version of {name}"), "edit", name=row.name) as made:
            made.update(Template, template_id, different)
    return bool(different)
