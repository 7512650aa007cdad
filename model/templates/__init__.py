"""Templates of e-mails, letters and labels, and filling them from records (mail merge)."""
