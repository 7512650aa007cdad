"""History of all changes and of one record; undo."""
