"""Campaigns: list, card, form."""
