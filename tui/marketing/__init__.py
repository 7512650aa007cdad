"""Exclusion lists: list, card with what stands on one, form."""
