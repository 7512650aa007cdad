"""Keys as the table of actions writes them."""

from __future__ import annotations

from textual import events


def typed_key(event: events.Key) -> str:
    """Return the key as the table of actions writes it: the character itself, or the name of the key."""
    if event.is_printable and event.character and event.character != " ":
        return event.character
    return event.key
