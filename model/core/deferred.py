"""Modules that are imported by name long before anything in them is used, if ever.

Peewee and dataclasses import a dozen modules of the standard library of which a command that lists a few records
never uses one; they cost it a fifth of its time. A stand-in takes their place until the first look at what is in it.
"""

from __future__ import annotations

import sys
from _thread import RLock
from types import ModuleType
from typing import Any

_lock = RLock()


class _Deferred(ModuleType):
    """Stands for a module and becomes it when something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        # Python's own look-ups of what is no part of the module must not load it; "import *" must.
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        with _lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            real = __import__(self.__name__)
            self.__dict__.update(real.__dict__)
        return getattr(real, name)


def defer(*names: str, **known: Any) -> None:
    """Defer the import of these modules, unless they are there already; none may be part of a package.

    ``known`` are things of the first that are at hand without it.
    """
    for place, name in enumerate(names):
        if name not in sys.modules:
            stand_in = _Deferred(name)
            if not place:
                stand_in.__dict__.update(known)
            sys.modules[name] = stand_in
