"""Global search: one text over customers, contacts, the registry, leads and opportunities."""
