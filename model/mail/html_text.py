"""HTML of messages as plain text, and the links in a text. Nothing is loaded, and no script or style is followed."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_HTML = 1_000_000
"""Letters of HTML that are looked at: beyond that nobody reads."""
MOST_LINKS = 200
_SCHEMES = ("http://", "https://", "ftp://", "mailto:", "tel:")
_PLAIN_LINK = re.compile(r"\b(?:https?|ftp)://[^\s<>\"']{1,2000}")
_CLOSING = {")": "(", "]": "["}


class Link(NamedTuple):
    """Where words of a text lead: an address without blanks, and the words, '' where they are the address itself."""

    target: str
    words: str = ""

    def stored(self) -> str:
        """Return the link as a line of :attr:`model.mail.records.EmailMessage.links`."""
        return f"{self.target} {self.words}".rstrip()

    @classmethod
    def from_stored(cls, line: str) -> Link:
        """Return the link of such a line."""
        target, _blank, words = line.partition(" ")
        return cls(target, words)


def plain_links(text: str) -> list[Link]:
    """Return the links that stand in a plain text, each once."""
    found: dict[Link, None] = {}
    for match in _PLAIN_LINK.finditer(text):
        target = match[0].rstrip(".,;:!?*'\"")
        while target[-1:] in _CLOSING and target.count(target[-1]) > target.count(_CLOSING[target[-1]]):
            target = target[:-1].rstrip(".,;:!?")
        found[Link(target)] = None
        if len(found) == MOST_LINKS:
            break
    return list(found)


def html_text(html: str) -> tuple[str, list[Link]]:
    """Return the text of HTML as it would be read, and its links; it never raises.

    Where the words of a link name another address than it leads to, both are seen: the words stand in the text.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    html = html[:LONGEST_HTML].replace("\x00", "")
    # What declares an encoding was read by it already.
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    if not html.strip():
        return "", []
    try:
        tree = document_fromstring(html.encode("utf-8"), HTMLParser(encoding="utf-8", no_network=True))
        for hidden in tree.xpath("//script|//style|//head|//comment()|//template"):
            hidden.drop_tree() if hasattr(hidden, "drop_tree") else None
        return _rendered(tree), _links(tree)
    except (etree.LxmlError, ValueError, AttributeError, KeyError, IndexError, TypeError, RecursionError):
        return _without_tags(html), []


def _rendered(tree: object) -> str:
    from inscriptis import Inscriptis
    from inscriptis.css_profiles import RELAXED_CSS_PROFILE
    from inscriptis.model.config import ParserConfig

    text: str = Inscriptis(tree, ParserConfig(css=RELAXED_CSS_PROFILE.copy(), display_images=False)).get_text()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _links(tree: object) -> list[Link]:
    found: dict[str, Link] = {}
    for anchor in tree.iter("a", "area"):  # type: ignore[attr-defined]
        target = re.sub(r"[\x00-\x20\x7f]+", lambda sign: "%20" if sign[0] == " " else "", (anchor.get("href") or ""))
        if not target.casefold().startswith(_SCHEMES) or len(target) > 2_000:
            continue
        words = " ".join(anchor.text_content().split())[:200]
        if target not in found:
            found[target] = Link(target, "" if words == target else words)
        if len(found) == MOST_LINKS:
            break
    return list(found.values())


def _without_tags(html: str) -> str:
    """Return what is left without tags: for HTML that the library gives up on."""
    from html import unescape

    html = re.sub(r"(?is)<(script|style|head)\b.*?(</\1\s*>|$)", " ", html)
    html = re.sub(r"(?i)<(br|/p|/div|/tr|/h[1-6]|/li)\b[^>]*>", "\n", html)
    return "\n".join(line.strip() for line in unescape(re.sub(r"<[^>]*>", "", html)).split("\n")).strip()
