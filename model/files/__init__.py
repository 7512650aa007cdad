"""Lists of records as files: any list out, any table in."""
