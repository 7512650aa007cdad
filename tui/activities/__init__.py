"""Activities on the tabs of a record; forms for notes and tasks."""
