"""A database with people at work in it, for the tests of all rooms."""

from tests.model.core.conftest import kari, path, per, session, store

__all__ = ["kari", "path", "per", "session", "store"]
