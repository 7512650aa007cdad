"""Terminals that close themselves at the end of a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.terminal.session import Session
from tests.terminal.tmux import Tmux


@pytest.fixture
def terminal() -> Iterator[Callable[..., Session]]:
    """Return a function that starts a program in a terminal, with the arguments of Session."""
    with ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(Session(*arguments, **options))


@pytest.fixture
def tmux() -> Iterator[Callable[..., Tmux]]:
    """Return a function that starts a program in tmux, with the arguments of Tmux; skip where there is none."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    with ExitStack() as stack:

        def start(*arguments: Any, **options: Any) -> Tmux:
            return stack.enter_context(Tmux(*arguments, **options))

        yield start
