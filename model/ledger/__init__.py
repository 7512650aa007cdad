"""The ledger: what customers owe and are owed, entry by entry, and which entries settle each other (CUST-20)."""
