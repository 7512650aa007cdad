"""No module imports in a circle, whether at the top, for types alone or inside a function.

A circle is one of signatures: a low layer names a high one. Where an import is put off until the function runs, the two
modules still cannot be read, tested or moved apart.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.architecture.house import PACKAGES, files, module, nodes


@cache
def imports() -> dict[str, frozenset[str]]:
    """Module → the modules of the two packages that it imports anywhere; a package itself holds only a docstring."""
    by_name = {module(file): file for package in PACKAGES for file in files(package) if file.name != "__init__.py"}
    return {name: frozenset(_imported(file) & by_name.keys()) - {name} for name, file in by_name.items()}


def _imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}:{node.lineno}: imports are absolute"
            assert node.module is not None
            # Of "from a import b" b may be a module, or a name in a.
            found.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return found


def circles(graph: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Return the strongly connected components of more than one module (Tarjan), without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[list[str]] = []
    for root in graph:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        waiting.append(root)
        path = [(root, iter(sorted(graph[root])))]
        while path:
            name, following = path[-1]
            target = next(following, None)
            if target is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    at = waiting.index(name)
                    if len(waiting) - at > 1:
                        found.append(sorted(waiting[at:]))
                    del waiting[at:]
            elif target not in number:
                number[target] = lowest[target] = len(number)
                waiting.append(target)
                path.append((target, iter(sorted(graph[target]))))
            elif target in waiting:
                lowest[name] = min(lowest[name], number[target])
    return sorted(found)


def test_no_module_imports_in_a_circle() -> None:
    graph = imports()
    told = [
        [f"{name} -> {', '.join(sorted(graph[name] & set(circle)))}" for name in circle] for circle in circles(graph)
    ]
    assert told == []


def test_circles_are_found() -> None:
    graph = {"a": "b", "b": "cd", "c": "a", "d": "e", "e": "", "f": "g", "g": "f", "h": "a"}
    assert circles({name: frozenset(targets) for name, targets in graph.items()}) == [["a", "b", "c"], ["f", "g"]]
