"""Documents: added, opened, saved, renamed, deleted from a card's tab."""
