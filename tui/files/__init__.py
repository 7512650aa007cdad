"""Files: any list of records out, any table in."""
