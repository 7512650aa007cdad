"""The floor that the program is measured against: the same question as text, on the connection that it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.core.access.session import Session


def as_text(session: Session, text: str, parameters: Sequence[Any] = ()) -> Callable[[], list[tuple[Any, ...]]]:
    """Return what asks the engine this text."""
    connection = session.store.connection()
    return lambda: connection.execute(text, parameters).fetchall()
