"""Merging two records into one."""
