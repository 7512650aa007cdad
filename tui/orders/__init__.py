"""Orders: list, card, form, lines."""
