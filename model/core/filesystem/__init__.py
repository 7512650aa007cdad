"""Files as the system has them: names, modes, copies that are whole or not there."""
