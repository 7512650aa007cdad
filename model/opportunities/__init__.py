"""Opportunities: sales in progress, their stages and sellers."""
