"""Reading an XML file of any size by its events, with nothing held but the element that is under way.

Which elements matter is declared as a tree of :class:`Element`; all others are passed over. Document types, entities
and references to other files are refused, so that no file can unfold in memory or read another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt, quotation

Values = dict[str, Any]
"""Text by the names of leaves, and lists of :data:`Values` by the names of elements that hold some."""

PASS_OVER: Any = object()
"""What a leaf is read as where the rest of the element that it stands in does not matter."""

_MOST_TEXT = 200_000
"""Characters of one text; the longest that the format allows has 256, notes excepted."""
_MOST_IN_TAG = 1024**2
"""Bytes of a tag or a comment, which the parser holds whole."""
_MOST_CHUNKS = 64
"""Chunks of the file that one element may go on for, where the rest of it is passed over."""
_DEEPEST = 100
"""Elements within each other."""
_CUT_OFF = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    }
)


class Element:
    """An element that matters, by its qualified name, with those below it that do.

    ``ended`` is called with the values of the element when it ends. ``read`` is for a leaf: called with its text, it
    returns the value, or :data:`PASS_OVER` where the rest of the element that the leaf stands in does not matter.
    """

    __slots__ = ("attached", "children", "ended", "key", "leaf", "name", "read")

    def __init__(self, namespace: str, key: str, children: Iterable[Element] = (), *, attached: bool = True) -> None:
        self.key = key
        self.name = f"{namespace} {key}"
        self.children = {child.name: child for child in children}
        self.leaf = not self.children
        self.attached = attached
        """Whether its values are put among those of the element that it stands in."""
        self.ended: Callable[[Values], None] | None = None
        self.read: Callable[[str], Any] | None = None

    def within(self, *keys: str) -> Element:
        """Return the element that is reached by these names."""
        found = self
        for key in keys:
            found = next(child for child in found.children.values() if child.key == key)
        return found


_UNKNOWN = Element("", "")
"""Stands for an element that does not matter; most of them hold text alone."""


class ElementReader:
    """Feeds the chunks of a file to the parser, and calls what the elements of the tree name."""

    def __init__(self, root: Element, refuse_root: Callable[[str], UserError]) -> None:
        self._root = root
        self._refuse_root = refuse_root
        self._stack: list[Element] = []
        self._element: Element | None = None
        self._leaf: Element | None = None
        """The leaf, or the element that does not matter, which is open."""
        self._values: Values = {}
        self._outer: list[Values] = []
        self._text: list[str] = []
        self._add_text = self._text.append
        self._depth = 0
        self._began = False
        self._chunks_passed_over = 0
        self._guard = _Guard(namespaceHandling=1, forbid_dtd=True)
        self._parser = self._guard.parser()
        self._parser.StartElementHandler = self._start_root
        self._parser.EndElementHandler = self._end

    @property
    def line(self) -> int:
        """The number of the line that is being read, from 1."""
        return self._parser.CurrentLineNumber

    def enclosing(self, levels: int = 0) -> Values:
        """Return the values, as far as they have been read, of the element that one which has just ended stands in."""
        return self._outer[-levels] if levels else self._values

    def broken(self, what: str) -> UserError:
        """Return the error for what stands at the present line."""
        return UserError(_("Line {line} of the file: {what}").format(line=self.line, what=what))

    def feed(self, chunks: Iterable[bytes]) -> Iterator[int]:
        """Parse the chunks; yield after each how many bytes have been read.

        Raises :class:`UserError`, naming the line, for what is no well-formed XML, for a document type, and for texts
        and tags without an end.
        """
        done, chunk = 0, b""
        for chunk in chunks:
            self._parse(chunk, done, final=False)
            done += len(chunk)
            self._refuse_endless(done)
            yield done
        self._parse(b"", done, final=True)

    def _parse(self, chunk: bytes, done: int, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._explained(error, chunk, done, final=final) from error
        except DefusedXmlException as error:
            raise self.broken(
                _("the file has a DTD or entities, which can make it grow without end. It is not read.")
            ) from error
        except (LookupError, ValueError) as error:
            # Raised for an encoding that Python does not know, or with several bytes to a letter.
            raise self.broken(
                _("the file names an encoding that cannot be read: {error}.").format(error=error)
            ) from error

    def _explained(self, error: expat.ExpatError, chunk: bytes, done: int, *, final: bool) -> UserError:
        if final and not self._began:
            return UserError(_("The file holds no XML."))
        if final and error.code in _CUT_OFF:
            return self.broken(_("the file ends there, in the middle: it was cut off."))
        at = self._parser.ErrorByteIndex - done
        codes = expat.errors.codes
        if error.code in (
            codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING],
            codes[expat.errors.XML_ERROR_INCORRECT_ENCODING],
        ):
            return self.broken(_("the file names an encoding that it is not written in."))
        if error.code == codes[expat.errors.XML_ERROR_INVALID_TOKEN] and any(
            byte >= 0x80 for byte in chunk[max(0, at) : at + 1]
        ):
            return self.broken(_("the letters there are written in another encoding than the file says."))
        return self.broken(_("that is no well-formed XML: {error}.").format(error=expat.ErrorString(error.code)))

    def _refuse_endless(self, done: int) -> None:
        if done - self._parser.CurrentByteIndex > _MOST_IN_TAG:
            raise self.broken(_("a tag goes on for more than {size} kB.").format(size=_MOST_IN_TAG // 1024))
        if sum(map(len, self._text)) > _MOST_TEXT:
            raise self.broken(_("a text is longer than {most} characters.").format(most=_MOST_TEXT))
        if self._parser.EndElementHandler == self._end_of_rest:
            self._chunks_passed_over += 1
            if self._chunks_passed_over > _MOST_CHUNKS:
                raise self.broken(_("an element goes on without end."))

    # What the parser calls: two or three times for each element, which is most of what reading takes

    def _start_root(self, name: str, attributes: object) -> None:
        self._began = True
        if name != self._root.name:
            raise self._refuse_root(name)
        self._element = self._root
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: object) -> None:
        outer = self._element
        assert outer is not None
        leaf = self._leaf
        if leaf is not None:
            # Within what should hold text alone, or within what does not matter: that one is passed over to its end.
            self._depth = 2 if leaf is _UNKNOWN else 1
            self._parser.StartElementHandler = self._start_passed_over
            self._parser.EndElementHandler = self._end_passed_over
            return
        element = outer.children.get(name, _UNKNOWN)
        if element is _UNKNOWN:
            self._leaf = element
        elif element.leaf:
            self._leaf = element
            self._parser.CharacterDataHandler = self._add_text
        else:
            self._stack.append(outer)
            self._element = element
            self._outer.append(self._values)
            self._values = {}

    def _end(self, name: str) -> None:
        leaf = self._leaf
        if leaf is None:
            self._end_of_branch(name)
            return
        self._leaf = None
        if leaf is _UNKNOWN:
            return
        self._parser.CharacterDataHandler = None
        texts = self._text
        text = (texts[0] if len(texts) == 1 else "".join(texts)).strip()
        texts.clear()
        if leaf.read is None or not text:
            value: Any = text
        else:
            value = leaf.read(text)
            if value is PASS_OVER:
                self._chunks_passed_over = 0
                self._parser.StartElementHandler = None
                self._parser.EndElementHandler = self._end_of_rest
                return
        if value != "":
            self._values[leaf.key] = value

    def _end_of_branch(self, name: str) -> None:
        element = self._element
        if element is None or name != element.name:
            raise self.broken(_("{tag} ends where it did not begin.").format(tag=quotation(_local(name))))
        if not self._stack:
            self._element = None
            return
        self._element = self._stack.pop()
        values = self._values
        self._values = self._outer.pop()
        if element.attached:
            self._values.setdefault(element.key, []).append(values)
        if element.ended is not None:
            element.ended(values)

    def _start_passed_over(self, name: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.broken(_("elements stand more than {most} deep in each other.").format(most=_DEEPEST))

    def _end_passed_over(self, name: str) -> None:
        self._depth -= 1
        if not self._depth:
            if self._leaf is _UNKNOWN:
                self._leaf = None
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end

    def _end_of_rest(self, name: str) -> None:
        element = self._element
        if element is not None and name == element.name:
            self._element = self._stack.pop()
            self._values = self._outer.pop()
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end


class _Guard(DefusedExpatParser):  # type: ignore[misc]
    """The parser of the standard library with the hooks of defusedxml, to be given handlers of our own.

    Its element tree would do as well, but builds an object for each element in Python, which takes three times as long.
    """

    def parser(self) -> expat.XMLParserType:
        """Return the parser; document types, entities and external references raise an error."""
        self.reset()
        parser: expat.XMLParserType = self._parser
        parser.namespace_prefixes = False
        parser.StartNamespaceDeclHandler = None
        parser.EndNamespaceDeclHandler = None
        parser.ProcessingInstructionHandler = None
        parser.CharacterDataHandler = None
        parser.buffer_text = True
        parser.ordered_attributes = True
        return parser


def _local(name: str) -> str:
    return excerpt(name.rpartition(" ")[2])
