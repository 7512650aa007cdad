"""The shape of the house: names, empty __init__ files, files that are not too long."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.house import PACKAGES, ROOT, files, nodes, place, syntax

DRAWERS = ("util", "utils", "utilities", "helper", "helpers", "common", "misc", "mixin", "mixins", "lib", "shared")
"""Names that say nothing about what is inside."""


def test_names_say_what_is_inside() -> None:
    found = [
        place(path)
        for package in (*PACKAGES, "tests")
        for path in (ROOT / package).rglob("*")
        if "__pycache__" not in path.parts and set(path.stem.lower().split("_")) & set(DRAWERS)
    ]
    assert found == []


def test_init_files_hold_only_a_docstring() -> None:
    found = []
    for package in PACKAGES:
        for file in files(package):
            if file.name == "__init__.py":
                tree = syntax(file)
                if len(tree.body) != 1 or ast.get_docstring(tree) is None:
                    found.append(place(file))
    assert found == []


def test_every_folder_is_a_package() -> None:
    found = {place(file.parent) for package in PACKAGES for file in files(package) if not _has_init(file.parent)}
    assert found == set()


def _has_init(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def test_every_module_says_what_it_is_for() -> None:
    found = [
        place(file)
        for package in PACKAGES
        for file in files(package)
        if file.stat().st_size and ast.get_docstring(syntax(file)) is None
    ]
    assert found == []


def test_no_mixins() -> None:
    found = [
        f"{place(file)}: {node.name}"
        for package in PACKAGES
        for file in files(package)
        for node in nodes(file)
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith("mixin")
    ]
    assert found == []


def test_text_from_outside_meets_no_shell_and_no_interpreter() -> None:
    """Design, rule 8: no eval, exec, os.system or shell=True anywhere."""
    found = []
    for package in PACKAGES:
        for file in files(package):
            for node in nodes(file):
                if isinstance(node, ast.Call):
                    name = ast.unparse(node.func)
                    in_a_shell = any(
                        keyword.arg == "shell" and getattr(keyword.value, "value", None) is not False
                        for keyword in node.keywords
                    )
                    if in_a_shell or name in ("eval", "exec", "os.system", "os.popen", "pickle.load", "pickle.loads"):
                        found.append(f"{place(file)}:{node.lineno} {name}")
    assert found == []


def test_counts_in_sentences_are_grouped() -> None:
    """Whatever fills ``{count}`` or ``{total}`` is written as the language writes numbers: 1 984, not 1984."""
    bare = [
        f"{place(file)}:{keyword.value.lineno}: {ast.unparse(keyword.value)}"
        for package in PACKAGES
        for file in files(package)
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        for keyword in node.keywords
        if keyword.arg in ("count", "total") and not _is_written(keyword.value)
    ]
    assert bare == []


def _is_written(value: ast.expr) -> bool:
    """Whether a count comes from what writes numbers, or is one of the program's own small bounds."""
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in ("format_whole", "count_text", "percent")
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id.isupper())
