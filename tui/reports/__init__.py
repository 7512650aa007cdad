"""Screen 8: reports."""
