"""Campaigns: planned, carried out and analysed (CAMP-01 … CAMP-18)."""
