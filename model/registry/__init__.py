"""Public registers of companies: a local copy that is searched as one types, and who answers a look-up."""
