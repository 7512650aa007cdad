"""E-mail: an employee's mailbox, the messages of it that concern records on file, and what is sent (COM-13)."""
