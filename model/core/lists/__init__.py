"""Lists of records: criteria, order, windows, search."""
