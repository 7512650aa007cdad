"""``salg settings``: an example of the settings file."""

from __future__ import annotations

from model.core.language import _
from model.core.settings import example
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console


def run(console: Console, name: str, given: list[str]) -> int:
    """Show the example, or where the file is."""
    arguments = Arguments("salg settings", _("Show a settings file with every setting explained and none of them set."))
    arguments.add_argument("--path", action="store_true", help=_("show where the settings file is instead"))
    options = parsed(arguments, given)
    if options.path:
        console.line(str(console.paths.settings))
    else:
        console.streams.stdout.write(f"# {console.paths.settings}\n\n{example()}")
    return 0
