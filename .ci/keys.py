"""Write the README's key table from the table of actions; with ``check``, say whether it is as it should be."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tui.actions import ACTIONS, ALTGR, shown_key  # noqa: E402

WHERE = {
    "everywhere": "",
    "list": "lists",
    "records": "lists of records",
    "parts": "tabs, search groups",
    "record": "cards",
    "activities": "cards",
    "activity": "cards of activities",
    "activity_tab": "tabs of activities",
    "email_form": "an e-mail being written",
    "alike": "likely duplicates",
    "boxes": "start page",
    "analysis_sheet": "analysis of a campaign",
    "analysis_tab": "analysis on a campaign's card",
    "budget_sheet": "budget of a campaign",
    "budget_tab": "budget on a campaign's card",
    "members_tab": "members of a distribution list",
    "exclusions_tab": "who is left out by an exclusion list",
    "exclusion_campaigns_tab": "campaigns of an exclusion list",
    "template": "templates",
    "template_form": "a template being written",
    "template_versions": "versions of a template",
    "mail_merged": "lists and cards of whom one writes to",
    "attachments_tab": "attachments of a campaign",
    "leads_tab": "leads of a campaign",
    "campaign": "campaigns",
    "recipients": "recipients",
    "recipients_tab": "recipients on a campaign's card",
    "categories_part": "categories on a card",
    "contacts_tab": "contacts on a card",
    "customers_tab": "customers on a card",
    "dated": "tasks and appointments",
    "companies": "leads, customers, calling",
    "demo": "the demo",
    "details_tab": "first tab of a card",
    "documents_tab": "documents on a card",
    "entries": "administration",
    "form": "forms",
    "import": "import",
    "callable": "cards of leads, customers, contacts",
    "callable_list": "leads, customers, contacts",
    "distribution_list": "distribution lists",
    "lead": "a lead's card",
    "links": "contacts and customers on a card",
    "mail_file": "attachments of an e-mail",
    "message": "an e-mail's card",
    "returned_mail": "cards whose e-mail address is wrong",
    "mergeable": "leads, customers, contacts",
    "mergeable_form": "their forms",
    "mergeable_list": "their lists",
    "opportunities": "list of opportunities",
    "opportunities_tab": "opportunities on a card",
    "overview": "first tab of a card",
    "owned": "lists of what has an owner",
    "participants_tab": "contacts on a project's card",
    "participations": "projects on a contact's card",
    "planned": "lists of tasks and appointments",
    "pointed": "first tab of a card",
    "pointed_activity": "activities on a card",
    "orders": "orders",
    "orders_tab": "orders on a card",
    "projects_tab": "projects on a card",
    "report": "reports",
    "sales": "opportunities",
    "lines_tab": "lines of an order",
    "line_sheet": "sheet of an order's lines",
    "sellers_tab": "sellers on a card",
    "start": "start page",
    "sweep": "sweep",
    "takes_part": "contacts and projects on each other's card",
    "ticks": "tasks on a card",
}


def table() -> str:
    """Return the table as Markdown, by group."""
    lines = ["| keys | what | where |", "| --- | --- | --- |"]
    for action in ACTIONS:
        keys = " ".join(f"`{shown_key(key)}`" for key in action.keys)
        # What is done seldom has no key of its own: the palette finds it by its name.
        keys = keys or "`:`"
        where = WHERE.get(action.where, action.where)
        if "_" in where:
            raise SystemExit(f"say in WHERE where {action.where} is")
        lines.append(f"| {keys} | {action.label} | {where} |")
    seldom = sorted({key for action in ACTIONS for key in action.keys if key in ALTGR})
    names = " ".join(f"`{key}`" for key in seldom)
    lines.append("")
    lines.append(f"On Norwegian and Danish keyboards {names} need AltGr or a dead key; what they do has the other key")
    lines.append("of its line as well.")
    return "\n".join(lines)


def main() -> int:
    """Return 0 where the README has the table, 1 where ``check`` finds another one."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _mark, rest = text.partition("<!-- keys -->\n")
    _old, _mark, after = rest.partition("<!-- /keys -->")
    wanted = f"{before}<!-- keys -->\n{table()}\n<!-- /keys -->{after}"
    if sys.argv[1:] == ["check"]:
        return 0 if wanted == text else 1
    readme.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
