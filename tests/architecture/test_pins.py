"""The lock file agrees with pyproject.toml, names exact versions, and no place to fetch them from."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.house import ROOT

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+)(?: ; .+)?")


def locked() -> dict[str, Version]:
    """The versions in the lock file by name."""
    found = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = PIN.fullmatch(line)
            assert pin, f"not an exact version: {line}"
            found[canonicalize_name(pin["name"])] = Version(pin["version"])
    return found


def wanted() -> list[Requirement]:
    """Everything that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for requirements in lists for line in requirements]


def test_lock_satisfies_every_requirement() -> None:
    pins = locked()
    unmet = [
        str(requirement)
        for requirement in wanted()
        if requirement.name != "salg"
        and not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), Version("0")))
    ]
    assert unmet == []


def test_textual_is_pinned_exactly() -> None:
    (textual,) = (requirement for requirement in wanted() if requirement.name == "textual")
    assert [specifier.operator for specifier in textual.specifier] == ["=="]


def test_lock_names_no_place() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^--|(?<!no-emit-)index-url", text, re.MULTILINE)
