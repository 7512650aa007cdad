"""SQLite: one file, write-ahead log, many processes on one host."""
