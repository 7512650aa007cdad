"""Customers and contacts: records, links between them, addresses, duplicates."""
