"""Leads: list, card, form, conversion."""
