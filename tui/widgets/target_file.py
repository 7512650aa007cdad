"""Asking for the file that something is written to (COM-04)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from model.core.language import _
from tui.widgets.dialogs import Confirm
from tui.widgets.path_ask import PathAsk, path_of

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class Target(NamedTuple):
    """Where to write, and whether a file that is there may be overwritten."""

    path: Path
    force: bool


async def ask_target(app: BaseApp, name: str, endings: Sequence[str]) -> Target | None:
    """Ask for the path, ``name`` in the present folder unless another is typed; None where it was left.

    A folder stands for the file ``name`` in it, a name without ending for one with the only ending there is. A file
    that exists is overwritten only when that is said.
    """
    asked = PathAsk(_("Into which file?"), str(Path.cwd() / name), check=lambda text: check_target(text, endings, name))
    text = await app.ask(asked)
    if text is None:
        return None
    target = _target(text, endings, name)
    if not target.exists():
        return Target(target, False)
    sure = Confirm(_("Overwrite {file}?").format(file=target.name), [str(target)], yes=_("Overwrite"))
    return Target(target, True) if await app.ask(sure) else None


def check_target(text: str, endings: Sequence[str], name: str) -> str:
    """Return what is wrong with a path that was typed, '' for nothing."""
    if not text.strip():
        return _("Name a file.")
    target = _target(text, endings, name)
    if target.is_dir():
        return _("Name a file.")
    if target.suffix.lower() not in endings:
        return _("The name of the file must end in {endings}.").format(endings=", ".join(endings))
    if not target.parent.is_dir():
        return _("There is no folder {path}.").format(path=target.parent)
    return ""


def _target(text: str, endings: Sequence[str], name: str) -> Path:
    path = path_of(text)
    if path.is_dir():
        return path / name
    return path.with_suffix(endings[0]) if not path.suffix and len(endings) == 1 else path
