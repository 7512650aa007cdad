"""Templates: list, card with earlier versions, form with its merge fields, preview."""
