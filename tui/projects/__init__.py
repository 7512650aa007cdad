"""Projects: list, card, form."""
