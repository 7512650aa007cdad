"""Asking for the value of one field: a choice offers its values, a reference its records, anything else is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.choices import ChoiceField
from model.core.fields.custom import OwnChoice
from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.language import _
from model.core.lists.lookup import find_titles
from model.core.text import visible
from tui.widgets.dialogs import Ask
from tui.widgets.filter_menu import FilterMenu, Option, SeveralMenu
from tui.widgets.finder import Finder
from tui.widgets.inputs import alternatives
from tui.widgets.understood import as_value

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_MOST = 500
"""Employees, or entries of one of the company's lists, that are offered."""


async def ask_value(app: BaseApp, field: Field) -> str | None:
    """Return a value as the field's parse reads it, '' to empty the field; None where the question was left."""
    if isinstance(field, (ChoiceField, YesNo)) or (isinstance(field, OwnChoice) and not field.several):
        signs = app.looks.ascii
        options = [Option(one.text, _labelled(one.label, one.text)) for one in alternatives(field, ascii=signs)]
        chosen: str | None = await app.ask(FilterMenu(field.title, options))
        return chosen
    if isinstance(field, Reference):
        return await _ask_record(app, field)
    if isinstance(field, OwnChoice):
        return await _ask_several(app, field)
    empties = "" if field.required else _("Empty clears the field.")

    def check(text: str) -> str:
        if not text.strip():
            return _("{field} must be filled in.").format(field=field.title) if field.required else ""
        try:
            field.parse(text, app.session.reading())
        except UserError as error:
            return error.message
        return ""

    understood = as_value(field, app.session.reading())
    typed: str | None = await app.ask(Ask(field.title, hint=empties, check=check, understood=understood))
    return typed


async def _ask_several(app: BaseApp, field: OwnChoice) -> str | None:
    """Return the choices that are taken, as the field's parse reads them; "(empty)" alone empties the field."""
    options = [Option("", _("(empty)")), *(Option(name, visible(name)) for name in field.offered)]
    taken: list[str] | None = await app.ask(SeveralMenu(field.title, options))
    return None if taken is None else ", ".join(name for name in taken if name)


def _labelled(label: str, text: str) -> str:
    return label if text else _("(empty)")


async def _ask_record(app: BaseApp, field: Reference) -> str | None:
    if field.target.partition(":")[0] not in ("employee", "option"):
        picked = await app.ask(Finder(field.title, field.target))
        return None if picked is None else f"#{picked.id}"
    found = await app.engine.read(lambda session: find_titles(session, field.target, "", _MOST))
    options = [Option(f"#{one.id}", visible(f"{one.title}  {one.detail}".rstrip()), words=one.title) for one in found]
    if not field.required:
        options.insert(0, Option("", _("(empty)")))
    chosen: str | None = await app.ask(FilterMenu(field.title, options))
    return chosen
