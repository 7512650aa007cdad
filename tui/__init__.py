"""What Salg shows: the Textual application and the command line over ``model``."""
