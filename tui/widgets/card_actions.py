"""The actions menu of a card: all that can be done with this record, each with its own key (CUST-22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.language import _
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp

OFFERED = (
    "edit", "preview_template", "add_note", "add_task", "new_appointment", "new_call", "link_contact", "link_customer",
    "new_opportunity", "new_order", "new_project", "link_project", "link_participant", "add_document",
    "choose_categories", "dial", "convert_one", "sellers", "close_sale", "convert_sale", "order_status",
    "order_confirmation",
    "duplicates", "merge", "mail_merge", "put_on_list", "registry_refresh", "registry_page", "export_vcard",
    "export_person", "erase_person", "trust_this_address", "deactivate", "delete_one",
)  # fmt: skip
"""What is offered, in this order, where the card can do it; labels, keys and reasons are those of the table."""

OFFERED_ON = {
    "link_contact": ("customer",),
    "link_customer": ("contact",),
    "new_opportunity": ("customer",),
    "new_order": ("customer",),
    "new_project": ("customer",),
    "link_project": ("contact",),
    "link_participant": ("project",),
    "choose_categories": ("customer", "contact"),
    "add_document": ("lead", "customer", "contact", "opportunity", "project", "campaign"),
    "export_vcard": ("lead", "customer", "contact"),
    "export_person": ("lead", "customer", "contact"),
    "erase_person": ("lead", "customer", "contact"),
    "new_appointment": ("lead", "customer", "contact", "opportunity", "project", "campaign"),
    "new_call": ("lead", "customer", "contact", "opportunity", "project", "campaign"),
}
"""Actions that belong to a tab or to the menu alone: the records on whose cards they are offered."""


_MOVES = frozenset("jk")
"""Letters that move in a menu."""


async def card_actions(app: BaseApp) -> None:
    """Show what can be done with the record of the card in front, and do what is chosen."""
    screen: Any = app.screen
    contexts = screen.contexts()
    known = app.keymap.actions
    offered = [
        known[name]
        for name in OFFERED
        if name in known and (screen.kind in OFFERED_ON[name] if name in OFFERED_ON else known[name].where in contexts)
    ]
    # Where the table has a key for it on the whole card, that is the one; others get a letter that is free.
    keys = {
        action.id: next((key for key in action.keys if len(key) == 1), "")
        for action in offered
        if action.id not in OFFERED_ON
    }
    choices = []
    for action in offered:
        label = _(action.label)
        if not keys.get(action.id):
            taken = {*keys.values(), *_MOVES}
            keys[action.id] = next((letter for letter in label.lower() if letter.isalpha() and letter not in taken), "")
        choices.append(Choice(keys[action.id], label, action.id, why_not=screen.why_not(action.id)))
    chosen = await app.ask(Menu(_("Actions: {name}").format(name=screen.shown.title), choices))
    if chosen:
        screen.perform(chosen)


async def new_appointment(app: BaseApp) -> None:
    """Make an appointment with the record of the card."""
    await _new(app, "appointment")


async def new_call(app: BaseApp) -> None:
    """Write down a call with the record of the card."""
    await _new(app, "call")


async def _new(app: BaseApp, kind: str) -> None:
    screen: Any = app.screen
    place = (screen.kind, screen.record_id)
    if await app.open_form(kind, None, place=place, about=screen.shown.title) is not None:
        await app.changed(kind)


async def export_vcard(app: BaseApp) -> None:
    """Write the record of the card as a vCard, to a path that is asked for."""
    from tui.widgets.target_file import ask_target

    screen: Any = app.screen
    kind, record_id = screen.record, screen.record_id
    name = "".join(letter if letter.isalnum() or letter in " -" else "-" for letter in screen.shown.title).strip(" -")
    chosen = await ask_target(app, f"{name or kind.name_in_code}.vcf", (".vcf",))
    if chosen is None:
        return
    target, there = chosen

    def work(session: Session) -> None:
        from model.files import exporting
        from model.files.rows import MarkedRows

        rows = MarkedRows(session, kind, exporting.fields_for(session, kind, "vcf", ()), [record_id])
        exporting.export(session, rows, target, force=there)

    await app.engine.read(work)
    app.say(_("Saved as {path}.").format(path=target), "good")
