"""Who gets no marketing: wishes of people and companies, and lists of addresses that are left out."""
