"""Changes: every write, with its history."""
