"""Write the README's key table from the table of actions; with ``check``, say whether it is as it should be."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tui.actions import ACTIONS, shown_key  # noqa: E402

WHERE = {
    "everywhere": "",
    "list": "lists",
    "records": "lists of records",
    "parts": "tabs, search groups",
    "record": "cards",
}


def table() -> str:
    """Return the table as Markdown, by group."""
    lines = ["| keys | what | where |", "| --- | --- | --- |"]
    for action in ACTIONS:
        keys = " ".join(f"`{shown_key(key)}`" for key in action.keys)
        lines.append(f"| {keys} | {action.label} | {WHERE.get(action.where, action.where)} |")
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
