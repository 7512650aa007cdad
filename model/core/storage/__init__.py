"""The database: what is asked of it, and the engines that answer."""
