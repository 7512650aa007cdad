"""Two terminals on one database."""

from __future__ import annotations

import json

import pytest

from tests.terminal.session import Session
from tests.whole.conftest import Home


def edit(app: Session) -> Session:
    """Open the form of the only lead."""
    return app.wait("On file").press("2").wait("Delt AS").press("e").wait("Edit  Lead").wait("Telephone")


@pytest.mark.terminal
def test_both_change_one_lead_and_nothing_is_lost(home: Home) -> None:
    """COM-09: the second to save is shown the difference field by field; what only one changed is kept of both."""
    home.done("lead", "add", "name=Delt AS", "subject=Kasse", "town=Oslo")
    first, second = edit(home.app()), edit(home.app())
    # The name by both; the industry by the first alone; the subject by nobody.
    first.press("end").type(" nord").wait("Delt AS nord").press("tab", "tab").type("Fiskeri").wait("Fiskeri")
    first.press("f2").wait("Delt AS nord").wait_gone("Edit  Lead")
    second.press("end").type(" sør").wait("Delt AS sør")
    second.press("f2").wait("has saved this record too")
    for text in ("as it was", "you wrote", "Delt AS", "Delt AS nord", "Delt AS sør"):
        second.wait(text)
    assert json.loads(home.done("lead", "list", "--json"))[0]["name"] == "Delt AS nord"
    # Back to the form: nothing lost there either; then once more, and one's own is kept.
    second.press("escape").wait("Edit  Lead").wait("Delt AS sør")
    second.press("f2").wait("has saved this record too").press("enter").wait_gone("has saved this record too")
    second.wait("Delt AS sør").wait_gone("Edit  Lead")
    lead = json.loads(home.done("lead", "list", "--json"))[0]
    assert (lead["name"], lead["industry"], lead["subject"]) == ("Delt AS sør", "Fiskeri", "Kasse")
    changes = home.done("history", "lead", str(lead["id"]))
    assert "Delt AS nord" in changes
    assert "Delt AS sør" in changes
