"""Reports: what was won and lost, what is expected, and what each seller has a part in (OPP-21 … OPP-24)."""
