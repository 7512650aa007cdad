"""Call lists: leads worked through by telephone, one after another (LEAD-33 … LEAD-37)."""
