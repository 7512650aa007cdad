"""Employees: list, form and card; who leaves hands over what is theirs (COM-14)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.text import visible
from model.people.directory import possible_owners
from model.people.handing_over import HandingOver, hand_over, plan_handing_over
from model.people.records import Employee
from tui.frame import SalgScreen
from tui.widgets.card_shown import DETAILS, HISTORY, Shown
from tui.widgets.columns import Column
from tui.widgets.dialogs import Choice, Confirm, Menu
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_card import RecordCard
from tui.widgets.record_form import RecordForm

_CHANGES = frozenset("new edit edit_row delete delete_one deactivate set_field import_file".split())


def _may_not(screen: SalgScreen, action: str) -> str:
    if action in _CHANGES and screen.app.session.person.role != "administrator":
        return _("Only an administrator changes this; you may look.")
    return ""


class EmployeeList(ListScreen):
    """All who use the system, or have used it."""

    record = Employee
    default_columns = (
        Column("initials", 10, weight=10),
        Column("name", weight=9),
        Column("role", weight=8),
        Column("account", weight=7),
        Column("email", weight=6),
        Column("phone", weight=5),
    )
    criteria_fields = ("initials", "name", "role", "account", "email", "phone", "active", "changed_at")

    def why_not(self, action: str) -> str:
        """Say that employees are an administrator's."""
        return _may_not(self, action) or super().why_not(action)

    def empty_text(self) -> str:
        """Return what an empty list says."""
        return _("Nobody here. R resets the filter.")


class EmployeeForm(RecordForm):
    """An employee being filled in."""

    record = Employee
    headings = (
        (N_("Employee"), ("initials", "name", "role", "account")),
        (N_("Reached by"), ("email", "phone")),
        (N_("Note"), ("note",)),
    )
    new_name = N_("New employee {name}")
    change_name = N_("Change employee {name}")


class EmployeeCard(RecordCard):
    """One employee."""

    record = Employee
    headings = (
        (N_("Employee"), ("name", "role", "account")),
        (N_("Reached by"), ("email", "phone")),
        (N_("Note"), ("note",)),
    )
    tabs = (DETAILS, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Leave out what is done with customers: nobody plans activities on an employee."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def why_not(self, action: str) -> str:
        """Say that employees are an administrator's."""
        return _may_not(self, action) or super().why_not(action)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say the role, and by what account they sign in."""
        shown.tell(shown.texts["name"], "strong")
        shown.tell(shown.texts["role"], "good" if shown.values["role"] == "administrator" else "")
        shown.tell(shown.texts["account"] or _("nobody signs in"), before=_("account"))

    async def do_deactivate(self) -> None:
        """Take the employee out of use, with what is theirs handed over; or into use again."""
        assert self.shown is not None
        if not self.shown.values["active"]:
            await super().do_deactivate()
            return
        plan = await self.app.engine.read(lambda session: plan_handing_over(session, self.record_id))
        if plan.owned:
            chosen = await self._to_whom(plan)
            if chosen is None:
                return
            plan = chosen
        lines = plan.sentences(self.app.session)
        title = _("Deactivate {name}?").format(name=visible(f"{plan.initials} {plan.name}"))
        if await self.app.ask(Confirm(title, lines, yes=_("Deactivate"))):
            await self.app.engine.write(lambda session: hand_over(session, plan.employee, plan.to))
            await self.app.changed()
            self.app.say(_("Deactivated: {name}").format(name=plan.initials) + " " + _("u takes it back."), "good")

    async def _to_whom(self, plan: HandingOver) -> HandingOver | None:
        people = [one for one in await self.app.engine.read(possible_owners) if one.id != plan.employee]
        choices = [
            Choice("", _("Hand over to {name}").format(name=visible(f"{initials}  {name}")), number)
            for number, initials, name in people
        ]
        choices.append(Choice("-", _("Hand nothing over; it stays with {initials}").format(initials=plan.initials), 0))
        title = _("Who takes over? {what}").format(what=plan.what(self.app.session))
        to = await self.app.ask(Menu(title, choices))
        if to is None:
            return None
        return await self.app.engine.read(lambda session: plan_handing_over(session, plan.employee, to or None))
