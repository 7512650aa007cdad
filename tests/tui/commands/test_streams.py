"""Streams that are closed, full or gone: one sentence, nothing done that is not told, nothing written elsewhere."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from model.leads.records import Lead
from tests import on_file
from tests.tui.commands.shell import Shell
from tests.tui.commands.test_processes import SALG, environment

__all__ = ["environment"]


def shell_line(environment: dict[str, str], words: str, tail: str) -> subprocess.CompletedProcess[str]:
    """Run ``salg`` with these words and what a shell does with its streams."""
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {words} {tail}', "sh", *SALG], env=environment, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


def names(shell: Shell) -> list[str]:
    store = shell.open()
    found = on_file.values(store, Lead.name)
    assert store.check() == []
    store.close()
    return found


def test_a_closed_output_is_said_before_anything_is_done(environment: dict[str, str], shell: Shell) -> None:
    assert shell_line(environment, "lead add name=First", "").returncode == 0
    done = shell_line(environment, "lead add name=Second", ">&-")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Standard output is closed" in done.stderr
    assert names(shell) == ["First"]


@pytest.mark.parametrize("tail", ["2>&-", "<&-", "<&- 2>&-", "2>/dev/full"])
def test_other_closed_streams_stop_nothing(environment: dict[str, str], shell: Shell, tail: str) -> None:
    """The database does not get the number of a stream that was closed, into which somebody writes."""
    done = shell_line(environment, "lead add name=First", tail)
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert names(shell) == ["First"]
    assert shell_line(environment, "lead nonsense", tail).returncode == 2
    assert shell_line(environment, "lead show 77", ">&- " + tail).returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("lead import /dev/stdin", "no ordinary file"),
        ("lead import {pipe}", "no ordinary file"),
        ("lead import {pipe} --dry-run", "no ordinary file"),
        ("lead documents 1 add {pipe}", "no ordinary file"),
        ("--db {pipe} lead list", "not a Salg database"),
        pytest.param("restore {pipe}", "There is no file", marks=pytest.mark.sqlite_only("a backup file")),
        ("lead list --fields --", "--fields"),
        ("lead list --where --", "--where"),
    ],
)
def test_pipes_and_devices_get_a_sentence(environment: dict[str, str], tmp_path: Path, words: str, said: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    shell_line(environment, "lead add name=First", "")
    done = shell_line(environment, words.format(pipe=pipe), "</dev/null")
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_pipe_for_settings_gets_a_sentence(environment: dict[str, str], shell: Shell) -> None:
    shell.paths.config_dir.mkdir(parents=True, exist_ok=True)
    shell.paths.settings.unlink(missing_ok=True)
    os.mkfifo(shell.paths.settings)
    done = shell_line(environment, "lead list", "")
    assert "config.toml is no ordinary file" in done.stderr


@pytest.mark.parametrize("year", [1, 1899, 9901, 9999])
def test_a_clock_that_is_far_off_gets_a_sentence(shell: Shell, year: int) -> None:
    shell.clock.now = datetime(year, 6, 15, 12, tzinfo=UTC)
    for words in (("lead", "add", "name=x"), ("calendar",), ("task", "add", "subject=x", "due=tomorrow 9")):
        assert f"the year {year}" in shell.refused(*words)


@pytest.mark.parametrize("year", [1900, 1970, 9900])
def test_a_clock_that_is_wrong_stops_nothing(shell: Shell, year: int) -> None:
    shell.clock.now = datetime(year, 1, 1, 12, tzinfo=UTC)
    shell.add("task", "subject=x", "due=tomorrow 9")
    for words in (("calendar", "next week"), ("lead", "list", "--where", "changed_at>=today"), ("history",)):
        shell.done(*words)


def test_what_a_shell_redirects_is_a_file(environment: dict[str, str], shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Company\nVik AS\n")
    assert shell_line(environment, "lead import /dev/stdin", f"<{tmp_path}/list.csv").returncode == 0
    assert names(shell) == ["Vik AS"]


def test_a_registry_comes_through_a_pipe(environment: dict[str, str], tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("organisasjonsnummer,navn\n974760673,VIK AS\n")
    done = subprocess.run(
        ["/bin/bash", "-c", f'exec "$@" registry load <(cat {units})', "sh", *SALG], env=environment,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stderr
    assert "VIK AS" in shell_line(environment, "registry show 974760673", "").stdout
