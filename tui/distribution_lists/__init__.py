"""Distribution lists: list, card with members, form, and putting records on one."""
