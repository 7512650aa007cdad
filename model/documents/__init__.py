"""Documents: files that belong to a record, kept beside the database (CUST-17)."""
