"""W20, CUST-09: whatever a colleague asks for at the shell, nothing of a hidden customer is in the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell

TOKEN = "zqx"
CURRENCY = "ZMW"
"""A currency that nothing else is in."""
AMOUNT = "77777"
RECORDS = ("lead", "customer", "contact", "opportunity", "project", "task", "appointment", "note", "call", "email")


@pytest.fixture
def secret(shell: Shell, tmp_path: Path) -> dict[str, str]:
    """A hidden customer of KOL's with all that can hang on one, by kind; PHA is a colleague, RED an administrator."""
    for initials, role in (("KOL", "seller"), ("PHA", "seller"), ("RED", "administrator")):
        shell.add("employee", f"initials={initials}", f"name={initials}", f"account={initials.lower()}", f"role={role}")
    shell.done("option", "add", "category", "Gold")

    def add(record: str, *values: str) -> str:
        return shell.done(record, "add", *values, account="kol").out.strip()

    made = {
        "lead": add("lead", f"name={TOKEN} lead", "owner_only=yes", "phone=22334455"),
        "customer": add("customer", f"name={TOKEN} customer", "owner_only=yes", "phone=22334455"),
        "contact": add("contact", f"last_name={TOKEN}", "owner_only=yes", "mobile=22334466"),
    }
    of = f"customer=#{made['customer']}"
    made["opportunity"] = add(
        "opportunity", f"title={TOKEN} won", of, "status=won", f"amount={AMOUNT}", f"currency={CURRENCY}", "stage=Quote"
    )
    made["open"] = add(
        "opportunity", f"title={TOKEN} open", of, f"amount={AMOUNT}", f"currency={CURRENCY}", "expected_close=today",
        "probability=50", f"contact=#{made['contact']}",
    )  # fmt: skip
    made["project"] = add("project", f"name={TOKEN} project", of, "number=77777")
    paper = tmp_path / f"{TOKEN}.txt"
    paper.write_text(TOKEN)
    for record in ("lead", "customer", "contact", "opportunity", "project"):
        shell.done(record, "documents", made[record], "add", str(paper), account="kol")
        for kind in ("task", "appointment", "note", "call", "email"):
            when = () if kind in ("note", "email") else ("at=today 12:30",)
            made[kind] = add(kind, f"subject={TOKEN} {kind}", f"{record}=#{made[record]}", *when)
    shell.done("view", "add", "opportunity", f"{TOKEN} view", "--where", f"title ~ {TOKEN}", account="kol")
    shell.done("opportunity", "set", made["open"], f"title={TOKEN} again", account="kol")
    shell.done("contact", "delete", made["contact"], account="kol")
    return made


def asked(secret: dict[str, str], tmp_path: Path) -> list[tuple[str, ...]]:
    """Return every command that reads."""
    found: list[tuple[str, ...]] = []
    for record in RECORDS:
        found += [(record, "list"), (record, "list", "--json"), (record, "list", "--csv")]
        found += [(record, "show", secret[record]), (record, "show", secret[record], "--json")]
        found.append(("history", record, secret[record]))
        found.append(("history", record, secret[record], "--json"))
    for record in ("lead", "customer", "contact", "opportunity", "project"):
        found += [
            (record, "documents", secret[record]),
            (record, "documents", secret[record], "save", "1", str(tmp_path)),
        ]
        found.append((record, "list", "--where", f"{'title' if record == 'opportunity' else 'name'} ~ zq%"))
    found += [
        ("opportunity", "list", "--where", "seller = KOL"),
        ("opportunity", "list", "--where", f"currency = {CURRENCY}"),
    ]
    found += [("opportunity", "sellers", secret["open"]), ("lead", "duplicates"), ("customer", "duplicates")]
    found += [
        ("report", name, *more)
        for name in ("won-lost", "pipeline", "active", "expected", "commission")
        for more in ((), ("--json",))
    ]
    found += [
        ("calendar",),
        ("calendar", "--whose", "all"),
        ("calendar", "--month", "--json", "--whose", "KOL"),
        ("view", "list"),
        ("view", "list", "--json"),
    ]
    found += [("history",), ("history", "--json"), ("search", "zq"), ("search", TOKEN), ("search", "22334455")]
    found += [("option", "list"), ("option", "list", "stage"), ("field", "list")]
    return found


@pytest.mark.parametrize("account", ["pha", "red"])
def test_nothing_of_it_is_told(shell: Shell, secret: dict[str, str], tmp_path: Path, account: str) -> None:
    answered = 0
    for words in asked(secret, tmp_path):
        said = shell.run(*words, account=account)
        answered += said.code == 0
        assert said.code != 2, (words, said.err)
        hold_untold(said.out, words)
        hold_untold(said.err, words)
    assert answered > 50
    assert TOKEN in shell.done("customer", "list", account="kol").out


@pytest.mark.parametrize("ending", ["csv", "json", "ics", "vcf"])
def test_nothing_of_it_is_in_a_file(shell: Shell, secret: dict[str, str], tmp_path: Path, ending: str) -> None:
    kinds = {"ics": ("task", "appointment"), "vcf": ("lead", "customer", "contact")}
    for record in kinds.get(ending, RECORDS):
        path = tmp_path / f"{record}.{ending}"
        shell.done(record, "list", "--out", str(path), account="pha")
        hold_untold(path.read_text(encoding="utf-8"), (record, ending))


def hold_untold(told: str, words: tuple[str, ...]) -> None:
    """Hold that an answer tells nothing but what was asked with."""
    text = told.casefold()
    for word in words:
        if TOKEN in word.casefold() or word == "zq" or CURRENCY in word:
            text = text.replace(word.casefold(), "")
    assert TOKEN not in text, (words, told)
    assert CURRENCY.casefold() not in text, (words, told)
    assert AMOUNT not in "".join(letter for letter in text if letter not in "\xa0\u202f ,."), (words, told)
