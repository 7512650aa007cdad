"""Screen 9: what an administrator keeps, each list with how much is in it; everybody else may look (COM-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.company.option_choices import active_options
from model.core.language import _
from model.core.records.custom_field_definitions import customisable
from model.core.records.option_rules import LISTS
from model.core.text import in_sentence, visible
from model.marketing.exclusions import names
from model.people.directory import active_employees
from model.templates.choices import templates_of
from tui.administration.entries import Cell, EntriesScreen, Entry
from tui.widgets.dialogs import Told

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class AdministrationScreen(EntriesScreen):
    """The lists of the administration."""

    context = ("list",)

    def called(self) -> str:
        """Name nothing further."""
        return ""

    def title_pieces(self) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
        """Name the screen."""
        return [(_("Administration"), "strong")], []

    def read_entries(self, session: Session) -> Sequence[Entry]:
        """Return the lists, each with how much is in it and whether it is used."""
        people = active_employees(session)
        initials = ", ".join(each.initials for each in people[:9])
        found = [_entry(_("Employees"), initials, len(people), ("employees", ""))]
        for name, (_one, many) in LISTS.items():
            options = active_options(session, name)
            examples = ", ".join(each.name for each in options[:8])
            found.append(_entry(_(many), examples, len(options), ("options", name)))
        for record in customisable(session):
            name = record.name_in_code
            label = _("Custom fields: {records}").format(records=in_sentence(_(record.label_plural)))
            fields = session.own_fields(record).values()
            labels = ", ".join(field.title for field in fields)
            found.append(_entry(label, labels, len(fields), ("fields", name)))
        named = names(session)
        lists = ", ".join(visible(name) for name in named[:8])
        found.append(_entry(_("Exclusion lists"), lists, len(named), ("exclusions", "")))
        found.append(_templates(session))
        aa = _("yes") if session.store.aa_is_å else _("no")
        found.append(Entry("aa", (Cell(_("Sort and find aa as å"), 34), Cell(aa, 5, right=True), Cell("")), ("aa", "")))
        return found

    async def do_open(self) -> None:
        """Open the list pointed at."""
        if self.entry is None:
            return
        kind, name = self.entry.of
        if kind == "employees":
            from tui.administration.employees import EmployeeList

            await self.app.show(EmployeeList())
        elif kind == "options":
            from tui.administration.options import OptionsScreen

            await self.app.show(OptionsScreen(name))
        elif kind == "exclusions":
            await self.app.show_list("exclusion_list")
        elif kind == "templates":
            await self.app.show_list("template")
        elif kind == "fields":
            from tui.administration.own_fields import FieldsScreen

            await self.app.show(FieldsScreen(name))
        else:
            text = _(
                "It holds for all who use the database. An administrator changes it in the settings file, under"
                " aa_as_aring; the next start takes it over."
            )
            await self.app.ask(Told(_("Sort and find aa as å"), [text]))


def _templates(session: Session) -> Entry:
    found = [one for kind in ("email", "letter", "label") for one in templates_of(session, kind)]
    return _entry(_("Templates"), ", ".join(one.name for one in found[:8]), len(found), ("templates", ""))


def _entry(label: str, examples: str, count: int, of: tuple[str, str]) -> Entry:
    cells = (Cell(label, 34), Cell(str(count or "-"), 5, right=True), Cell(examples, 0, "dim"))
    return Entry(of[0] + of[1], cells, of)


async def go_to_administration(app: BaseApp) -> None:
    """Go to the administration."""
    if app.unsaved():
        app.say(_("First save or leave what is being typed."))
        return
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    await app.show(AdministrationScreen())
