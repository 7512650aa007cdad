"""Making two records of the same thing into one."""
