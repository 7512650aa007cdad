"""Accounts of the operating system, by which employees sign in (COM-14)."""

from __future__ import annotations

import os


def account_name() -> str:
    """Return the name of the operating system's account that runs the program, its number where it has no name."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def host_name() -> str:
    """Return the name of this machine, as its administrator has set it."""
    return os.uname().nodename


def names_by_account(account: str, *, shared: bool) -> tuple[str, ...]:
    """Return by which names an employee's account may be filed for who signs in here, the more exact first.

    In a database that hosts share (``shared``) an account is one of a host: ``ola@host`` is that of one host alone,
    ``ola`` without a host that of each of them, where an administrator has filed it so. A file has the accounts of this
    host; one that was copied from a server still names them with it.
    """
    names = (f"{account}@{host_name()}", account)
    return names if shared else names[::-1]


def full_name(account: str) -> str:
    """Return the name of the person behind an account as the operating system knows it, else the account."""
    import pwd

    try:
        return pwd.getpwnam(account).pw_gecos.split(",")[0].strip() or account
    except KeyError:
        return account


def account_exists(account: str) -> bool:
    """Whether the operating system can run the program as this account: it knows the name, or it is a bare number.

    Numbers are what :func:`account_name` returns for accounts that have no name. Of another host's nothing is known.
    """
    import pwd

    name, at, host = account.rpartition("@")
    if at and host == host_name():
        account = name
    if account.isascii() and account.isdecimal():
        return True
    try:
        pwd.getpwnam(account)
    except (KeyError, ValueError):
        return False
    return True
