"""The command line's way in.

Nothing but this is imported before modules are deferred that a short command has no use for; Textual is imported by
the command that opens the app, and by none else.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from model.core.deferred import defer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tui.commands.console import Streams


def main(
    argv: Sequence[str] | None = None,
    environment: Mapping[str, str] | None = None,
    streams: Streams | None = None,
    **more: Any,
) -> int:
    """Run the command in ``argv`` and return the exit code: 0 done, 1 refused, 2 usage, 130 interrupted.

    Tests give the environment, the streams, and further fields of :class:`~tui.commands.console.Console` (its clock
    and account).
    """
    import gc

    # Declarations make many objects and hardly any rubbish; looking for it would take a twentieth of the time.
    gc.disable()
    try:
        defer("inspect", isclass=lambda thing: isinstance(thing, type))
        defer("calendar", "hashlib", "ipaddress", "socket", "traceback", "uuid")
        from tui.commands import dispatch

        given = sys.argv[1:] if argv is None else argv
        return dispatch.run(given, os.environ if environment is None else environment, streams, more)
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
