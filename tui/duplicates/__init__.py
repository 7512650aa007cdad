"""Records that may be of the same company or person: the check of one, the sweep over all."""
