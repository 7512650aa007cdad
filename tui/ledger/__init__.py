"""The ledger: tab on a customer's card, list, card and form of entries, links and proposals (CUST-20)."""
