"""Employees: who uses the system, and with what rights."""
