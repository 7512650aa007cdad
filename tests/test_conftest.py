"""What tests/conftest.py promises."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from model.core import language


def test_other_machines_are_out_of_reach() -> None:
    with pytest.raises(AssertionError, match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(AssertionError, match=r"example\.org"):
        urllib.request.urlopen("http://example.org/", timeout=1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        with pytest.raises(AssertionError, match="192.0.2.1"):
            datagrams.sendto(b"x", ("192.0.2.1", 53))


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.getpeername()[0] == "127.0.0.1"


def test_folders_are_the_tests_own(own_home: Path, tmp_path: Path) -> None:
    assert own_home.is_relative_to(tmp_path)
    assert Path.home() == own_home
    for folder in (
        platformdirs.user_config_dir("x"),
        platformdirs.user_data_dir("x"),
        platformdirs.user_state_dir("x"),
    ):
        assert Path(folder).is_relative_to(own_home)
    assert "NO_COLOR" not in os.environ


def test_clock_stands_until_it_is_moved(clock: Any) -> None:
    assert clock() == clock() == datetime(2026, 11, 21, 12, tzinfo=UTC)
    clock.move(hours=1, seconds=2)
    assert clock() == datetime(2026, 11, 21, 13, 0, 2, tzinfo=UTC)


def test_zone_is_oslos() -> None:
    assert time.localtime(1_795_262_400).tm_gmtoff == 3600
    assert time.localtime(1_782_900_000).tm_gmtoff == 7200


@pytest.mark.parametrize("left_behind", ["nb", "da"])
def test_language_is_english_again(left_behind: str) -> None:
    assert language.current() == "en"
    language.use(left_behind)
