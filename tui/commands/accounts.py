"""``salg ledger import FILE.xml``: a company's accounts as SAF-T Financial (CUST-20; cli.md)."""

from __future__ import annotations

from pathlib import Path

from model.core.access.session import Session
from model.core.language import _
from model.ledger.saft.plan import plan_saft
from model.ledger.saft.run import apply_saft
from model.ledger.saft.summary import describe, plain
from tui.commands.arguments import Namespace, UsageError
from tui.commands.console import Console

_TAKEN = ("file", "dry_run", "json")
"""Options of an import that there are for accounts, too; the others are about the columns of a table."""


def import_accounts(console: Console, session: Session, path: Path, options: Namespace) -> int:
    """Take in a file of accounts, or show what that would do."""
    others = [name for name, value in vars(options).items() if name not in _TAKEN and value]
    if others:
        raise UsageError(
            _("--{option} is for tables; SAF-T is taken in as it is.").format(option=others[0].replace("_", "-")),
            "salg ledger import",
        )
    plan = plan_saft(session, path, lambda done, whole: console.progress(_("Reading …"), done / max(whole, 1)))
    change_id = None
    try:
        if not options.dry_run:
            change_id, plan = apply_saft(
                plan,
                progress=lambda done, whole: console.progress(_("Reading …"), done / max(whole, 1)),
                writing=lambda done, whole: console.progress(_("Importing …"), done / max(whole, 1)),
            )
    finally:
        plan.close()
    console.clear_progress()
    if options.json:
        console.json({"dry_run": True, **plain(plan)} if options.dry_run else {"change": change_id, **plain(plan)})
        return 0
    for line in describe(plan):
        console.line(line)
    if change_id is not None:
        console.remark(_("Go on with: {commands}").format(commands=f"salg undo {change_id}"))
    return 0
