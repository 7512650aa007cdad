"""Unfinished forms outlive the program (COM-10)."""

import errno
import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.company import drafts
from model.core.company.drafts import Draft, FoundDraft, found

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "drafts"


def new(folder: Path, *, database: str = "db", person: int = 7, record_id: int | None = 17) -> Draft:
    return Draft.open(folder, database, person, "lead", record_id, 3, "Fjord AS")


def only(folder: Path) -> FoundDraft:
    (draft,) = found(folder, "db", 7)
    return draft


def test_nothing_is_written_before_the_first_word(folder: Path) -> None:
    draft = new(folder)
    draft.discard()
    draft.close()
    assert not folder.exists()
    assert found(folder, "db", 7) == []


def test_COM_10_what_was_typed_is_found_again(folder: Path) -> None:
    draft = new(folder)
    for text in ("F", "Fj", "Fjord"):
        assert draft.put("name", text) is None
    draft.put("note", "two\nlines\x1b[2J \ud800 æøå")
    draft.put("phone", "")
    draft.close()
    left = only(folder)
    assert left.values == {"name": "Fjord", "note": "two\nlines\x1b[2J \ud800 æøå", "phone": ""}
    assert (left.record, left.record_id, left.base_version, left.title) == ("lead", 17, 3, "Fjord AS")
    assert left.saved_at.tzinfo is UTC
    assert left.saved_at == datetime.fromtimestamp(left.path.stat().st_mtime, UTC)


def test_drafts_are_for_the_users_eyes_only(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "x")
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_form_still_open_is_not_offered(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "x")
    assert found(folder, "db", 7) == []
    draft.close()
    assert len(found(folder, "db", 7)) == 1


def test_each_person_and_database_finds_its_own_latest_first(folder: Path) -> None:
    for number, (database, person, record_id) in enumerate(
        [("db", 7, 1), ("db", 7, None), ("db", 8, 3), ("other", 7, 4)]
    ):
        draft = new(folder, database=database, person=person, record_id=record_id)
        draft.put("name", "x")
        draft.close()
        os.utime(draft.path, (number, number))
    assert [left.record_id for left in found(folder, "db", 7)] == [None, 1]


def test_a_saved_form_leaves_nothing(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "x")
    draft.discard()
    assert list(folder.iterdir()) == []
    draft.put("name", "again")
    draft.close()
    assert only(folder).values == {"name": "again"}


def test_a_found_draft_is_adopted_by_one_and_gone_on_with(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "Fjord")
    draft.put("town", "Bergen")
    draft.close()
    left = only(folder)
    taken = left.adopt()
    assert taken is not None
    assert left.adopt() is None
    assert left.discard() is False
    taken.put("name", "Fjord AS")
    assert found(folder, "db", 7) == []
    taken.close()
    assert only(folder).values == {"name": "Fjord AS", "town": "Bergen"}


def test_a_found_draft_can_be_thrown_away_once(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "x")
    draft.close()
    left = only(folder)
    assert left.discard() is True
    assert left.discard() is False
    assert left.adopt() is None
    assert list(folder.iterdir()) == []


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), min_size=1, max_size=4), st.data())
def test_a_torn_end_costs_the_torn_line_and_no_more(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    draft = new(folder)
    for field, text in values.items():
        draft.put(field, text)
    draft.close()
    content = draft.path.read_bytes()
    torn = content[: data.draw(st.integers(0, len(content)))]
    draft.path.write_bytes(torn)
    whole = max(torn.count(b"\n") - (torn != content), 0)
    kept = found(folder, "db", 7)
    expected = [dict(list(values.items())[:count]) for count in (whole, whole + 1)]
    assert (kept[0].values if kept else {}) in expected
    if kept:
        taken = kept[0].adopt()
        assert taken is not None
        taken.put("after", "the tear")
        taken.close()
        assert only(folder).values == {**kept[0].values, "after": "the tear"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff garbage",
        b"[]",
        b"{}",
        b'{"salg_draft": 2}',
        b'{"salg_draft": 1, "person_id": "7"}',
        b"[" * 100_000,
    ],
    ids=range(7),
)
def test_garbage_is_passed_over(folder: Path, content: bytes) -> None:
    draft = new(folder)
    draft.put("name", "x")
    draft.close()
    (folder / "garbage.draft").write_bytes(content)
    (folder / "folder.draft").mkdir()
    (folder / "link.draft").symlink_to(draft.path)
    os.mkfifo(folder / "pipe.draft")
    assert only(folder).values == {"name": "x"}
    with draft.path.open("ab") as file:
        file.write(b'\nnull\n{"field": 1, "text": "y"}\n{"field": "town"}\n\xff\n{"field": "town", "text": "Bergen"}\n')
    assert only(folder).values == {"name": "x", "town": "Bergen"}


def test_what_cannot_be_kept_is_reported_once_and_kept_later(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    draft = new(folder)
    error = draft.put("name", "Fjord")
    assert error is not None
    assert "cannot be kept as a draft" in error.message
    assert draft.put("town", "Bergen") is None
    folder.unlink()
    assert draft.put("phone", "1") is None
    draft.close()
    assert only(folder).values == {"name": "Fjord", "town": "Bergen", "phone": "1"}


@pytest.mark.parametrize("short", [True, False], ids=["short write", "error"])
def test_a_full_disk_is_reported_once_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    draft = new(folder)
    draft.put("name", "Fjord")
    write = os.write

    def full(file: int, content: bytes) -> int:
        if short:
            return write(file, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("model.core.company.drafts.os.write", full)
        error = draft.put("town", "Bergen")
        assert error is not None
        assert "No space left on device" in error.message
        assert draft.put("town", "Berg") is None
    assert found(folder, "db", 7) == [], "still held"
    assert draft.put("phone", "1") is None
    draft.close()
    assert only(folder).values == {"name": "Fjord", "town": "Berg", "phone": "1"}
    assert [path.suffix for path in folder.iterdir()] == [".draft"]


def test_a_disk_full_from_the_start_leaves_no_half_draft(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    draft = new(folder)
    draft._values = {"name": "Fjord"}
    with monkeypatch.context() as patch:
        patch.setattr("model.core.company.drafts.os.write", lambda file, content: write(file, content[:-3]))
        assert draft.put("town", "Bergen") is not None
    draft.discard()
    draft.close()
    assert list(folder.iterdir()) == []


def test_a_draft_whose_file_was_removed_is_written_anew(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "Fjord")
    draft.path.unlink()
    draft.put("town", "Bergen")
    draft.close()
    assert only(folder).values == {"name": "Fjord", "town": "Bergen"}


def test_hours_of_typing_do_not_fill_the_disk(folder: Path) -> None:
    draft = new(folder)
    note = "".join(chr(97 + number % 26) for number in range(3000))
    for end in range(1, len(note) + 1):
        assert draft.put("note", note[:end]) is None
    assert draft.path.stat().st_size <= drafts._COMPACT
    assert found(folder, "db", 7) == []
    draft.close()
    assert only(folder).values == {"note": note}
    assert [path.suffix for path in folder.iterdir()] == [".draft"]


def test_what_was_left_in_the_middle_of_writing_anew_is_cleared_away(folder: Path) -> None:
    draft = new(folder)
    draft.put("name", "Fjord")
    half = draft.path.with_suffix(".new")
    half.write_text("half")
    assert found(folder, "db", 7) == []
    assert half.exists(), "its owner lives"
    draft.close()
    only(folder)
    assert not half.exists()


TYPIST = """
import sys
from pathlib import Path
from model.core.company.drafts import Draft

draft = Draft.open(Path(sys.argv[1]), "db", 7, "lead", None, None, "New lead")
text = ""
while True:
    text += "x"
    assert draft.put("name", text[-500:]) is None
    assert draft.put("note", text[-500:]) is None
    print(len(text), flush=True)
"""


def test_COM_10_SIGKILL_while_typing_loses_no_word_that_was_on_the_screen(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as typist:
        assert typist.stdout is not None
        for line in typist.stdout:
            if int(line) >= 200:
                break
        assert found(folder, "db", 7) == [], "held while the process lives"
        os.kill(typist.pid, signal.SIGKILL)
        rest = typist.stdout.read().splitlines()
        typist.wait()
    seen = max([int(line), *(int(line) for line in rest)])
    left = only(folder)
    assert left.record_id is None
    for field in ("name", "note"):
        assert len(left.values[field]) in (min(seen, 500), min(seen + 1, 500))


def test_a_draft_that_somebody_looks_at_can_be_gone_on_with(tmp_path: Path) -> None:
    """A screen that counts the drafts shares their locks for a moment; one that is typed in stays its owner's."""
    import fcntl
    import threading

    draft = Draft.open(tmp_path, "db", 1, "lead", None, None, "New: lead")
    draft.put("name", "Half")
    draft.close()
    one = found(tmp_path, "db", 1)[0]
    with one.path.open("rb") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        looked = threading.Timer(0.05, fcntl.flock, (looking.fileno(), fcntl.LOCK_UN))
        looked.start()
        taken = one.adopt()
        looked.join()
    assert taken is not None
    assert one.adopt() is None
    taken.discard()
    assert found(tmp_path, "db", 1) == []
