"""A company's accounts as SAF-T Financial, from the key that imports a table (CUST-20)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.ledger.saft.plan import SaftPlan, plan_saft
from model.ledger.saft.run import apply_saft
from model.ledger.saft.source import is_xml
from model.ledger.saft.summary import describe
from tui.widgets.dialogs import Confirm, Told
from tui.widgets.progress import Progress
from tui.widgets.questions import UNDO

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_WRITTEN = ("ledger_entry", "customer")


async def import_accounts(app: BaseApp, path: Path) -> bool:
    """Show what a file of accounts would do, and take it in on y; return False for a file that is something else."""
    if not await app.engine.read(lambda _session: is_xml(path)):
        return False

    def read(session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
        return plan_saft(session, path, told, stop)

    plan = await app.ask(Progress(_("Reading"), read, writes=False))
    if isinstance(plan, UserError):
        await app.ask(Told(_("{file} cannot be taken in").format(file=visible(path.name)), [plan.message]))
        return True
    if isinstance(plan, Exception):
        raise plan
    assert isinstance(plan, SaftPlan)
    try:
        await _confirm(app, path, plan)
    finally:
        plan.close()
    return True


async def _confirm(app: BaseApp, path: Path, plan: SaftPlan) -> None:
    lines = describe(plan)
    if not plan.writes:
        await app.ask(Told(_("Everything in {file} is on file").format(file=visible(path.name)), lines))
        return
    question = Confirm(_("Import {file}?").format(file=visible(path.name)), lines, yes=_("Import"))
    if not await app.ask(question):
        return

    def write(_session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
        return apply_saft(plan, progress=told, writing=told, stop=stop)

    answer = await app.ask(Progress(_("Importing"), write))
    if isinstance(answer, UserError):
        app.say(answer.message, "error")
        return
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, tuple)
    change_id, carried_out = answer
    for name in _WRITTEN:
        await app.changed(name)
    told = Told(_("Imported"), describe(carried_out), undoable=change_id is not None)
    if await app.ask(told) == UNDO:
        await app.everywhere.do_undo()
