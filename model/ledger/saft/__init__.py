"""The import of SAF-T Financial, the file that every accounting program in Norway can write (CUST-20)."""
