"""What the README says of the program is so: the key table, the pictures, the commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_key_table_is_the_table_of_actions() -> None:
    """Made anew by ``python .ci/keys.py``."""
    done = subprocess.run([sys.executable, ROOT / ".ci" / "keys.py", "check"], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_every_picture_is_there() -> None:
    """Made anew by ``python screenshots/make.py``."""
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_every_action_named_in_the_settings_example_exists() -> None:
    """The keymap in the README can be copied as it stands."""
    from tui.actions import Keymap

    block = README.split("[keymap]\n", 1)[1].split("```", 1)[0]
    own = dict(re.findall(r'^(\w+) = "([^"]*)"', block, re.MULTILINE))
    assert own
    Keymap(own)
