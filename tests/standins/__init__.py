"""Servers that stand in for those of the outside, on loopback alone."""
