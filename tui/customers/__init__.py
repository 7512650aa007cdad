"""Customers: list, card, form."""
