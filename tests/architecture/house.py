"""The modules of the two packages, found on disk and parsed once, and the project's script for translations."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("model", "tui")

sys.path.insert(0, str(ROOT / ".ci"))

import translations as translations  # noqa: E402


@cache
def files(package: str) -> tuple[Path, ...]:
    """Every Python file of ``package``."""
    return tuple(sorted((ROOT / package).rglob("*.py")))


@cache
def syntax(file: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """All nodes of the file, parsed: to walk through them costs as much as to parse it."""
    return tuple(ast.walk(syntax(file)))


def place(file: Path) -> str:
    """The file as it is named from the project's folder."""
    return file.relative_to(ROOT).as_posix()


def module(file: Path) -> str:
    """The name under which the file is imported."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(package: str) -> list[str]:
    """Every module of ``package``."""
    return [module(file) for file in files(package)]
