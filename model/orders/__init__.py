"""Orders: what was sold to a customer, line by line, and what it comes to (OPP-17 … OPP-19)."""
