"""What a record is: its fields, rules and tables."""
