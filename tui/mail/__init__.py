"""E-mail: a message that is read, and its files."""
