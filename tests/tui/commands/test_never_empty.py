"""What is never empty is refused in the shell, with what can be chosen (LEAD-07)."""

from __future__ import annotations

import pytest

from tests.tui.commands.shell import Shell


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("lead", ["name=Fjord"], "status"),
        ("lead", ["name=Fjord"], "classification"),
        ("customer", ["name=Fjord"], "kind"),
        ("task", ["subject=Call"], "priority"),
        ("call", ["subject=Call"], "direction"),
        ("employee", ["initials=KNO", "name=K"], "role"),
    ],
)
def test_neither_set_nor_add_leaves_it_empty(shell: Shell, kind: str, values: list[str], field: str) -> None:
    number = shell.done(kind, "add", *values).out.strip()
    before = shell.done(kind, "show", number, "--json").out
    refused = shell.run(kind, "set", number, f"{field}=")
    assert refused.code == 1
    assert f"{field}: " in refused.err
    assert "is never empty: choose one of" in refused.err
    assert shell.done(kind, "show", number, "--json").out == before
    assert shell.run(kind, "add", *values, f"{field}=").code == 1


def test_yes_or_no_without_a_word_is_no(shell: Shell) -> None:
    """There is no third state."""
    number = shell.done("lead", "add", "name=Fjord", "do_not_call=yes").out.strip()
    shell.done("lead", "set", number, "do_not_call=", "--allow-contact")
    assert '"do_not_call": false' in shell.done("lead", "show", number, "--json").out
