"""Working through a call list, and dialling."""
