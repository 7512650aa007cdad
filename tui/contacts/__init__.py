"""Contacts: list, card, form."""
