"""The kinds of field: each knows its label and how its values are read, shown, stored, compared and checked."""
