"""What every record has: storage, fields, changes, criteria, lists, access."""
