"""What the local copy of the register warns of: bankruptcy, closing down, deletion (CUST-26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.core.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.registry.search import Registry


def register_warning(registry: Callable[[], Registry], org_number: str | None) -> str:
    """Return why nothing should be sold to the company of that number, '' where the register warns of nothing.

    In the reader's thread only. A copy that is damaged warns of nothing: the search says what is wrong with it.
    """
    if not org_number:
        return ""
    from model.search.registry_update import warning_of

    try:
        return warning_of(registry(), org_number)
    except StorageError:
        return ""
