"""Help in the language in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from model.core import language
from tui.commands.arguments import Arguments, Helped, parsed


@pytest.fixture(params=language.LANGUAGES)
def code(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language, in force."""
    before = language.current()
    language.use(request.param)
    yield request.param
    language.use(before)


def test_the_line_of_usage_names_the_whole_program(code: str) -> None:
    """The word before it is as long as it is in each language."""
    arguments = Arguments("salg lead list", "Told.")
    arguments.add_argument("--limit", metavar="N")
    arguments.add_argument("ids", metavar="ID", nargs="+")
    with pytest.raises(Helped) as help_:
        parsed(arguments, ["--help"])
    told = f"{language._('usage: ')}salg lead list [-h] [--limit N] ID [ID ...]\n\nTold.\n"
    assert help_.value.text.startswith(told)
