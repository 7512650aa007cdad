"""Global search: one text over customers, contacts, the registry, leads, opportunities and orders."""
