"""Administration (screen 9): the company's lists of choices, its own fields, and who works here."""
