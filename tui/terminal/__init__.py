"""As few bytes as curses: an output layer between Textual and the terminal."""
