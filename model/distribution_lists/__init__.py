"""Distribution lists: customers, contacts and leads together under a name, for campaigns, call lists and exports."""
