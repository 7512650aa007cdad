"""Letters and address labels from templates, by keyboard."""
