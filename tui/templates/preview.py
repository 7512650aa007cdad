"""A template filled from a record that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.core.text import in_sentence, visible
from model.templates.merge import TemplateText
from model.templates.preview import fill_from, preview_lines
from tui.widgets.dialogs import Choice, Menu, Told
from tui.widgets.finder import Finder

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_KINDS = {"contact": "k", "customer": "c", "lead": "l", "opportunity": "o", "order": "b"}
"""What a template can be looked at with, with the letter that chooses it."""


async def show_preview(app: BaseApp, template: TemplateText) -> None:
    """Ask for a record, and show the template filled from it, what is left blank first."""
    labels = {}
    for name in _KINDS:
        record_type = app.session.records[name]
        assert issubclass(record_type, Record)
        labels[name] = _(record_type.label)
    choices = [Choice(letter, labels[name], name) for name, letter in _KINDS.items()]
    kind: str | None = await app.ask(Menu(_("Fill it from what?"), choices))
    if kind is None:
        return
    chosen = kind
    picked = await app.ask(Finder(_("Fill it from which {record}?").format(record=in_sentence(labels[kind])), kind))
    if picked is None:
        return

    def work(session: Session) -> list[str]:
        filled, address = fill_from(session, template, chosen, picked.id, app.settings.company)
        return preview_lines(session, filled, address, template.kind)

    try:
        lines = await app.engine.read(work)
    except UserError as error:
        # Where it is wrong is told at the field when it is saved; here it is read.
        lines = [error.message]
    await app.ask(Told(_("Preview: {name}").format(name=visible(picked.title)), lines))
