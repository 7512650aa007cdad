"""The company's own fields of one kind of record, as an administrator defines them (COM-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.company.custom_field_changes import (
    FieldPlan,
    change_field,
    delete_field,
    plan_change_field,
    plan_delete_field,
)
from model.core.company.custom_fields import add_field, move_field, use_field
from model.core.errors import UserError
from model.core.fields.custom import KINDS, WITH_CHOICES
from model.core.language import _
from model.core.records.custom_field_definitions import Definition, definition, definitions
from model.core.records.record import Record
from model.core.text import in_sentence, visible
from tui.administration.entries import Cell, EntriesScreen, Entry, ask_until
from tui.widgets.dialogs import Choice, Confirm, Menu


def split_choices(text: str) -> list[str]:
    """Return choices as they are typed on one line, with semicolons between; commas will do where there are none."""
    return [part.strip() for part in text.split(";" if ";" in text else ",") if part.strip()]


class FieldsScreen(EntriesScreen):
    """The fields that the company has defined for a kind of record."""

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record

    def called(self) -> str:
        """Return what the list is called."""
        record = self.app.session.records[self.record]
        assert issubclass(record, Record)
        return _("Custom fields: {records}").format(records=in_sentence(_(record.label_plural)))

    def heads(self) -> tuple[Cell, ...]:
        """Return what stands above the columns."""
        label, key = self._widths()
        return (Cell(_("Label"), label), Cell(_("Kind of field"), 16), Cell(_("Key"), key), Cell(_("Choices")))

    def _widths(self) -> tuple[int, int]:
        """Return the cells for labels and for keys."""
        return (40, 24) if self.app.size.width >= 110 else (24, 14)

    def read_entries(self, session: Session) -> Sequence[Entry]:
        """Return the fields."""
        found = []
        label, key = self._widths()
        for each in definitions(session, self.record):
            choices = ", ".join(choice.name for choice in each.choices if choice.active)
            state = choices if each.active else _("deactivated")
            cells = (
                Cell(each.label, label),
                Cell(each.kind_title, 16),
                Cell(each.key, key, "dim"),
                Cell(state, 0, "dim"),
            )
            found.append(Entry(each.label, cells, each, dim=not each.active))
        return found

    @property
    def field(self) -> Definition:
        """The field pointed at."""
        assert self.entry is not None
        found: Definition = self.entry.of
        return found

    # What is done

    async def do_entry_new(self) -> None:
        """Define a field: its label, its kind, its choices."""
        kinds = [Choice(str(number), _(label), kind) for number, (kind, label) in enumerate(KINDS.items(), start=1)]

        async def define(label: str) -> Definition | None:
            if not label.strip():
                raise UserError(_("Type what the field is called."))
            kind = await self.app.ask(Menu(_("Kind of {label}").format(label=visible(label)), kinds))
            if kind is None:
                return None

            async def add(text: str) -> Definition:
                choices = split_choices(text) if kind in WITH_CHOICES else ()
                return await self.write(lambda session: add_field(session, self.record, label, kind, choices))

            if kind not in WITH_CHOICES:
                return await add("")
            title = _("Choices of {label}").format(label=visible(label))
            return await ask_until(self.app, title, "", add, hint=_("With a semicolon between them: A; B; C"))

        made = await ask_until(self.app, _("New field: its label"), "", define)
        if made is not None:
            told = _("{label} stands on forms, lists, criteria and files from now on.")
            await self.done(told.format(label=visible(made.label)), "custom_field")
            self.point_at(made.label)

    async def do_open(self) -> None:
        """Open the choices of a field that has some, else change it."""
        if self.entry is None:
            return
        if self.field.kind in WITH_CHOICES:
            await self.app.show(ChoicesScreen(self.field.id))
        elif not self.why_not("entry_edit"):
            await self.do_entry_edit()

    async def do_entry_edit(self) -> None:
        """Change the label, the kind or the choices."""
        seen = self.field
        choices = [Choice("l", _("Label"), "label"), Choice("k", _("Kind of field"), "kind")]
        if seen.kind in WITH_CHOICES:
            choices.append(Choice("c", _("Choices"), "choices"))
        what = await self.app.ask(Menu(visible(seen.label), choices))
        if what == "label":
            await self._label(seen)
        elif what == "kind":
            await self._kind(seen)
        elif what == "choices":
            await self.app.show(ChoicesScreen(seen.id))

    async def _label(self, seen: Definition) -> None:
        async def change(text: str) -> Definition:
            return await self.write(
                lambda session: change_field(session, plan_change_field(session, seen.id, label=text))
            )

        made = await ask_until(self.app, _("Label"), seen.label, change)
        if made is not None:
            await self.done(_("Changed."), "custom_field")
            self.point_at(made.label)

    async def _kind(self, seen: Definition) -> None:
        kinds = [
            Choice(str(number), _(label), kind, kind == seen.kind)
            for number, (kind, label) in enumerate(KINDS.items(), start=1)
        ]
        kind = await self.app.ask(Menu(_("Kind of {label}").format(label=visible(seen.label)), kinds))
        if kind is None or kind == seen.kind:
            return

        async def plan(text: str) -> FieldPlan:
            choices = split_choices(text) or None
            return await self.app.engine.read(
                lambda session: plan_change_field(session, seen.id, kind=kind, choices=choices)
            )

        found: FieldPlan | None
        try:
            found = await plan("")
        except UserError:
            title = _("Choices of {label}").format(label=visible(seen.label))
            found = await ask_until(self.app, title, "", plan, hint=_("With a semicolon between them: A; B; C"))
        if found is not None:
            await carry_out(self, found)

    async def do_entry_up(self) -> None:
        """Move it up."""
        await self._move(-1)

    async def do_entry_down(self) -> None:
        """Move it down."""
        await self._move(1)

    async def _move(self, steps: int) -> None:
        number = self.field.id
        if await self.write(lambda session: move_field(session, number, steps)):
            await self.app.changed("custom_field")

    async def do_entry_use(self) -> None:
        """Take it out of use, or into use again; values stay."""
        seen = self.field
        await self.write(lambda session: use_field(session, seen.id, not seen.active))
        told = _("Deactivated: {name}; its values are kept.") if seen.active else _("In use again: {name}")
        await self.done(told.format(name=visible(seen.label)), "custom_field")

    async def do_entry_delete(self) -> None:
        """Delete it with its values, after saying how many these are."""
        seen = self.field
        plan = await self.app.engine.read(lambda session: plan_delete_field(session, seen.id))
        lines = [*plan.sentences(), _("u brings it back, for 30 days.")]
        if await self.app.ask(Confirm(_("Delete {name}?").format(name=visible(seen.label)), lines, yes=_("Delete"))):
            await self.write(lambda session: delete_field(session, seen.id))
            await self.done(_("Deleted: {name}. u brings it back.").format(name=visible(seen.label)), "custom_field")


async def carry_out(screen: EntriesScreen, plan: FieldPlan, *, ask: bool = True) -> bool:
    """Show what changing a field would do, ask for y where values are touched, and do it."""
    lines = plan.sentences()
    if ask and lines:
        title = _("Change {name}?").format(name=visible(plan.seen.label))
        if not await screen.app.ask(Confirm(title, lines, yes=_("Change"))):
            return False
    await screen.write(lambda session: change_field(session, plan))
    await screen.done(_("Changed; u takes it back."), "custom_field")
    return True


class ChoicesScreen(EntriesScreen):
    """The choices of one field, in the company's order."""

    def __init__(self, field_id: int) -> None:
        super().__init__()
        self.field_id = field_id
        self.label = ""

    def called(self) -> str:
        """Return what the list is called."""
        return _("Choices of {label}").format(label=visible(self.label))

    def read_entries(self, session: Session) -> Sequence[Entry]:
        """Return the choices."""
        found = definition(session, self.field_id)
        self.label = found.label
        return [
            Entry(
                choice.name,
                (Cell(choice.name), Cell("" if choice.active else _("no longer offered"), 20, "dim")),
                choice,
                dim=not choice.active,
            )
            for choice in found.choices
        ]

    def _offered(self) -> list[str]:
        return [entry.title for entry in self.entries if entry.of.active]

    async def _change(self, choices: Sequence[str], renamed: Mapping[str, str] | None = None, *, ask: bool) -> Any:
        plan = await self.app.engine.read(
            lambda session: plan_change_field(session, self.field_id, choices=choices, renamed=renamed)
        )
        return await carry_out(self, plan, ask=ask)

    async def do_entry_new(self) -> None:
        """Add a choice at the end."""

        async def add(text: str) -> str:
            if not text.strip():
                raise UserError(_("Name at least one choice."))
            await self._change([*self._offered(), text.strip()], ask=False)
            return text.strip()

        name = await ask_until(self.app, _("New choice"), "", add)
        if name is not None:
            self.point_at(name)

    async def do_open(self) -> None:
        """Change the name."""
        if self.entry is not None and not self.why_not("entry_edit"):
            await self.do_entry_edit()

    async def do_entry_edit(self) -> None:
        """Change the name; values follow it."""
        assert self.entry is not None
        old = self.entry.title

        async def rename(text: str) -> str:
            new = " ".join(text.split())
            offered = [new if name == old else name for name in self._offered()]
            await self._change(offered, {old: new}, ask=False)
            return new

        name = await ask_until(self.app, _("Name"), old, rename, hint=_("Values that have it follow."))
        if name is not None:
            self.point_at(name)

    async def do_entry_up(self) -> None:
        """Move it up."""
        await self._move(-1)

    async def do_entry_down(self) -> None:
        """Move it down."""
        await self._move(1)

    async def _move(self, steps: int) -> None:
        assert self.entry is not None
        name, offered = self.entry.title, self._offered()
        if name in offered and 0 <= (to := offered.index(name) + steps) < len(offered):
            offered.remove(name)
            offered.insert(to, name)
            await self._change(offered, ask=False)

    async def do_entry_use(self) -> None:
        """Offer it again, or no more."""
        assert self.entry is not None
        name = self.entry.title
        offered = self._offered()
        if self.entry.of.active:
            await self.do_entry_delete()
        else:
            await self._change([*offered, name], ask=False)

    async def do_entry_delete(self) -> None:
        """Take it away; where it was chosen it stays, and is offered no more."""
        assert self.entry is not None
        name = self.entry.title
        await self._change([other for other in self._offered() if other != name], ask=True)
