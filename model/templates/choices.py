"""Which templates there are to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.templates.records import Template


@dataclass(frozen=True)
class TemplateChoice:
    """A template that can be chosen: its name, safe to show, its language and its subject."""

    id: int
    name: str
    language: str
    subject: str


def templates_of(session: Session, kind: str) -> list[TemplateChoice]:
    """Return the templates in use of a kind (email, letter or label) that the person may see, by name."""
    field = Template.fields()["language"]
    return [
        TemplateChoice(row[0], visible(row[1]), field.from_stored(row[2]), visible(row[3] or ""))
        for row in session.rows(_of_kind(), kind=kind)
    ]


@statement
def _of_kind() -> peewee.Query:
    one = Template
    return (
        one.select(one.id, one.name, one.language, one.subject)
        .where(one.kind == slot("kind"), one.active.yes, seen(Template))
        .order_by(one.name.folded, one.id)
    )
