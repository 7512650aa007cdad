"""The keyed hash under which an address is remembered without being told."""

from __future__ import annotations


def keyed_hash(key: str | None, text: str | None) -> str | None:
    """Return the HMAC-SHA256 of ``text`` in hex, None for none.

    Registered with the engine as ``salg_keyed_hash``.
    """
    if not text or not key:
        return None
    import hmac  # OpenSSL comes with it, and most commands hash nothing

    return hmac.digest(key.encode(), text.encode(), "sha256").hex()
