"""CUST-26 in the shell: lists are asked for what the register warns of, and hits say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from model.registry.load import build
from model.registry.unit import Unit
from tests.model.filing import BERG, FJORD
from tests.tui.commands.shell import Shell

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_the_shell_asks_for_them(shell: Shell) -> None:
    units = [
        Unit("NO", FJORD, "FJORD AS", bankrupt=True), Unit("NO", BERG, "BERG AS", deleted_on=date(2026, 1, 5)),
    ]  # fmt: skip
    build(shell.paths.registry, units, now=NOW)
    shell.add("customer", "name=Fjord AS", f"org_number={FJORD}")
    shell.add("customer", "name=Sound AS")
    shell.add("lead", "name=Berg AS", f"org_number={BERG}")
    for where in ("register_warning=bankrupt", "register_warning!="):
        assert shell.done("customer", "list", "--where", where, "--fields", "name").lines == ["Fjord AS"]
    assert shell.done("lead", "list", "--view", "warned", "--fields", "name,register_warning").lines == [
        "Berg AS\tStruck off"
    ]
    assert shell.done("customer", "list", "--where", "register_warning=", "--fields", "name").lines == ["Sound AS"]
    hits = shell.done("search", "fjord", "--json").json
    assert [hit["warned"] for group in hits for hit in group["hits"]] == [True, True]
