"""Tasks, appointments, notes, calls and e-mails, and their links to records."""
