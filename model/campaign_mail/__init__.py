"""E-mail campaigns that are sent: who gets the message and who does not, and how each gets it once (CAMP-19)."""
