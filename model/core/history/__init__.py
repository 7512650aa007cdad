"""What changes did, and taking it back."""
