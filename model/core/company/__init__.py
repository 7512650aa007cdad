"""What a company sets up for itself: choices, fields, views."""
