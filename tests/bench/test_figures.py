"""The runner of the measurements; the measurements themselves are not part of the tests."""

from __future__ import annotations

import ast

import pytest

from tests.bench.__main__ import FOLDER, row, scripts
from tests.bench.figures import Figure, interleaved, ratio


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("a", 1.2, target=1.3), True),
        (Figure("a", 1.4, target=1.3), False),
        (Figure("a", 600, "rows/s", 500, at_least=True), True),
        (Figure("a", 400, "rows/s", 500, at_least=True), False),
        (Figure("a", 400, "bytes"), None),
    ],
)
def test_targets(figure: Figure, met: bool | None) -> None:
    assert figure.met is met
    assert ("MISSED" in row(figure)) is (met is False)


def test_subjects_take_turns_and_may_measure_themselves() -> None:
    order: list[str] = []

    def subject(name: str, own: float | None) -> object:
        order.append(name)
        return own

    seconds = interleaved({"a": lambda: subject("a", 3.0), "b": lambda: subject("b", 1.5)}, rounds=2, warm_up=1)
    assert order == ["a", "b"] * 3
    assert seconds == {"a": [3.0, 3.0], "b": [1.5, 1.5]}
    assert ratio(seconds, "a", "b") == 2


def test_every_script_says_what_it_measures() -> None:
    assert "start" in scripts()
    for name in scripts():
        assert ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))), name
