"""Projects: work for a customer from a start to an end (CUST-27)."""
