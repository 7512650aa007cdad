"""A database with people at work in it, for the tests of all rooms."""

from tests.model.core.conftest import kari, location, path, per, session, store

__all__ = ["kari", "location", "path", "per", "session", "store"]
