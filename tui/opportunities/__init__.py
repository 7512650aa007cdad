"""Opportunities: list, card, form."""
