"""A person's own data: all of it in one file, and erased everywhere (G01, G02)."""
