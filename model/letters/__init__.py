"""Letters and address labels as PDF, filled from templates (CUST-15, CUST-22, CAMP-20)."""
