"""Leads: the record, conversion to customers, the call list."""
