"""Addresses of e-mail as keys, and which of them say nothing of a company (COM-13)."""

from __future__ import annotations

import functools

FREE_MAIL = frozenset(
    """
    aol.com bluezone.no broadpark.no c2i.net chello.no epost.no fastmail.com frisurf.no getmail.no gmail.com gmx.com
    gmx.de gmx.net googlemail.com hotmail.com hotmail.dk hotmail.no hotmail.se icloud.com jubii.dk live.com live.dk
    live.no live.se lyse.net mac.com mail.com mail.dk mail.tele.dk me.com msn.com online.no ofir.dk outlook.com
    outlook.dk pm.me privat.dk proton.me protonmail.com start.no stofanet.dk sol.no tele2.no telenor.no tdcadsl.dk
    telia.com webspeed.dk yahoo.com yahoo.dk yahoo.no yahoo.se ymail.com
    """.split()
)
"""Domains in which anybody may have an address: it says nothing of the company that its owner works for."""


@functools.lru_cache(4_096)
def key_of(address: str) -> str:
    """Return an address as it is compared: in lower case, its domain in Unicode, without what stands around it.

    '' for what is no address.
    """
    name, at, domain = address.strip().strip("<>").rpartition("@")
    if not at or not name or not domain or len(address) > 320 or any(sign.isspace() for sign in name + domain):
        return ""
    return f"{name}@{_unicode(domain)}".casefold()


def keys_on_file(address: str) -> tuple[str, ...]:
    """Return the keys under which records may have an address on file: with its domain in Unicode and in ASCII."""
    key = key_of(address)
    if not key:
        return ()
    name, _at, domain = key.rpartition("@")
    plain = _ascii(domain)
    return (key,) if plain == domain else (key, f"{name}@{plain}")


def domain_of(address: str) -> str:
    """Return the domain of an address, '' where it says nothing of a company or there is none."""
    domain = key_of(address).rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


def _unicode(domain: str) -> str:
    if "xn--" not in domain.casefold():
        return domain
    import idna

    try:
        return idna.decode(domain.casefold())
    except (idna.IDNAError, UnicodeError):
        return domain


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain
