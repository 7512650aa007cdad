"""What Salg knows and does: records, rules, storage. Imports no screen code."""
