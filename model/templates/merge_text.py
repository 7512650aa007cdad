"""The text of a template, read and filled: Jinja's language, cut down to what a letter needs.

There are merge fields, {% if %} with comparisons, a few filters, and {% for %} over the lines of an address. Nothing
else gets through: every node of the syntax tree is one of those named here, or the text is refused with its line. So a
template can reach nothing but the values that it is given, and takes no more time than its length allows: there is no
arithmetic, no call, no attribute of a value, no loop within a loop. What it writes is cut off by :data:`LONGEST`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.text import excerpt, quotation, storable, visible
from model.templates.merge_fields import LISTS, MergeNames

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

_TAGS_ALONE = re.compile(r"(?m)^([ \t]*(?:\{%(?:(?!%\})[^\n])*%\}[ \t]*)+)\n")
LONGEST = 500_000
"""Characters that one text may come to where it is filled."""
_DEEPEST = 40
"""How deep conditions and filters may lie within one another."""


class Blank(str):
    """A value that is not filled in: an empty text that tells where it is written out."""

    name: str
    missing: dict[str, None]

    def __new__(cls, name: str, missing: dict[str, None]) -> Blank:
        """Make the empty value of a merge field; ``missing`` takes its name where it is written out."""
        made = super().__new__(cls, "")
        made.name, made.missing = name, missing
        return made


class MergeText:
    """One text with merge fields, compiled once; ``fields`` are the names in code of those that it uses."""

    def __init__(self, names: MergeNames, field: str, source: str, *, is_html: bool = False) -> None:
        """Read a text; raise :class:`UserError` naming ``field`` and the line of what cannot be understood."""
        self.field = field
        self._is_html = is_html
        environment = _environment(is_html)
        tree = _parsed(environment, field, source)
        reader = _TreeReader(names, field, source)
        reader.visit(tree)
        self.fields: tuple[str, ...] = tuple(reader.fields)
        self._template = _compiled(environment, field, tree)

    def fill(self, values: Mapping[str, Any], missing: dict[str, None]) -> str:
        """Return the text with its merge fields filled in; the names of those that are empty go into ``missing``.

        ``values`` are texts, or lists of texts, by the names in code. Raises :class:`UserError` for a text that comes
        to more than :data:`LONGEST` characters.
        """
        known = {f"f{number}": _value(name, values.get(name), missing) for number, name in enumerate(self.fields)}
        parts: list[str] = []
        length = 0
        for part in self._template.root_render_func(self._template.new_context(known)):
            parts.append(part)
            length += len(part)
            if length > LONGEST:
                raise UserError(
                    _("Filled in, it is longer than {most} characters.").format(most=format_whole(LONGEST)), self.field
                )
        return storable("".join(parts))


def check_text(session: Session, field: str, source: str) -> None:
    """Raise :class:`UserError`, naming the field and the line, for a text that is no template."""
    MergeText(MergeNames(session), field, source, is_html=field == "html")


def _value(name: str, value: Any, missing: dict[str, None]) -> Any:
    if name in LISTS:
        lines = [storable(str(line)) for line in value or () if str(line).strip()]
        return lines or Blank(name, missing)
    text = "" if value is None else storable(str(value))
    return text if text.strip() else Blank(name, missing)


def _finalize(value: Any) -> Any:
    """Return what is written for a value: a list as lines; what is empty says so first."""
    if isinstance(value, Blank):
        value.missing[value.name] = None
    return "\n".join(value) if isinstance(value, list) else value


def _finalize_html(value: Any) -> Any:
    """Return what is written for a value in HTML: escaped, its line breaks as such."""
    from markupsafe import Markup, escape

    return Markup("<br>\n").join(escape(line) for line in str(_finalize(value)).split("\n"))


# Filters: what is empty stays what it is, so that it is told of where it is written


def _kept(work: Callable[[str], str]) -> Callable[[Any], Any]:
    def filtered(value: Any) -> Any:
        if isinstance(value, Blank):
            return value
        return [work(line) for line in value] if isinstance(value, list) else work(str(value))

    return filtered


def _default(value: Any, instead: Any = "") -> Any:
    return instead if isinstance(value, Blank) or value in ("", None) else value


def _join(value: Any, between: Any = ", ") -> Any:
    return str(between)[:20].join(value) if isinstance(value, list) else value


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "upper": _kept(str.upper),
    "lower": _kept(str.lower),
    "capitalize": _kept(lambda text: text[:1].upper() + text[1:]),
    "trim": _kept(str.strip),
    "default": _default,
    "join": _join,
}
"""The filters by name, each with at most one argument."""


@functools.cache
def _environment(is_html: bool) -> SandboxedEnvironment:
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(
        autoescape=is_html,
        finalize=_finalize_html if is_html else _finalize,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    made.filters.update(_FILTERS)
    return made


def _parsed(environment: SandboxedEnvironment, field: str, source: str) -> nodes.Template:
    from jinja2 import TemplateSyntaxError

    try:
        text = storable(source).replace("\r\n", "\n").replace("\r", "\n")
        # A line of tags alone is no line of the text; within a comment its end still counts as one in errors.
        return environment.parse(_TAGS_ALONE.sub(r"\1{#\n#}", text))
    except TemplateSyntaxError as error:
        raise _refused(source, error.lineno, field) from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise UserError(_("It is nested too deeply."), field) from None


def _compiled(environment: SandboxedEnvironment, field: str, tree: nodes.Template) -> Any:
    from jinja2 import Template, TemplateError

    try:
        code = environment.compile(tree)
        return Template.from_code(environment, code, {})
    except (TemplateError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError):
        raise UserError(_("It is nested too deeply."), field) from None


def _refused(source: str, line: int, field: str, reason: str = "") -> UserError:
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if not reason:
        reason = _("This cannot be understood: {text}").format(text=quotation(excerpt(visible(text), 60)))
    return UserError(_("Line {line}: {reason}").format(line=format_whole(line), reason=reason), field)


class _TreeReader:
    """Goes through a syntax tree: refuses what is not allowed, and puts plain names in place of merge fields."""

    def __init__(self, names: MergeNames, field: str, source: str) -> None:
        self.fields: dict[str, None] = {}
        self._names = names
        self._field = field
        self._source = source
        self._line_names: tuple[str, ...] = ()
        """The word that {% for %} gives each line, within it."""

    def visit(self, tree: nodes.Template) -> None:
        """Check and rewrite a whole tree; raise :class:`UserError` naming the line."""
        self._all(tree.body, 0)

    def _all(self, body: Sequence[Any], depth: int) -> None:
        for node in body:
            self._statement(node, depth)

    def _statement(self, node: Any, depth: int) -> None:
        from jinja2 import nodes

        if depth > _DEEPEST:
            raise self._refuse(node, _("It is nested too deeply."))
        if isinstance(node, nodes.Output):
            node.nodes = [
                each if isinstance(each, nodes.TemplateData) else self._expression(each, 0) for each in node.nodes
            ]
        elif isinstance(node, nodes.If):
            node.test = self._expression(node.test, 0)
            for body in (node.body, node.elif_, node.else_):
                self._all(body, depth + 1)
        elif isinstance(node, nodes.For):
            self._loop(node, depth)
        else:
            raise self._refuse(node)

    def _loop(self, node: Any, depth: int) -> None:
        from jinja2 import nodes

        if self._line_names or node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            raise self._refuse(node)
        node.iter = self._expression(node.iter, 0)
        if not isinstance(node.iter, nodes.Name) or self._field_of(node.iter) not in LISTS:
            reason = _("{{% for %}} goes through {names} alone.").format(names=", ".join(sorted(LISTS)))
            raise self._refuse(node, reason)
        self._line_names = (node.target.name,)
        node.target.name = "line"
        self._all(node.body, depth + 1)
        self._line_names = ()
        self._all(node.else_, depth + 1)

    def _field_of(self, name: Any) -> str:
        return [*self.fields][int(name.name[1:])]

    def _expression(self, node: Any, depth: int) -> Any:
        """Return what stands in the tree in place of an expression."""
        from jinja2 import nodes

        if depth > _DEEPEST:
            raise self._refuse(node, _("It is nested too deeply."))
        if isinstance(node, nodes.Name | nodes.Getattr):
            return self._merge_field(node)
        if isinstance(node, nodes.Const):
            if not isinstance(node.value, str | int | float | bool):
                raise self._refuse(node)
            return node
        if isinstance(node, nodes.And | nodes.Or):
            node.left, node.right = (self._expression(each, depth + 1) for each in (node.left, node.right))
        elif isinstance(node, nodes.Not):
            node.node = self._expression(node.node, depth + 1)
        elif isinstance(node, nodes.Compare):
            node.expr = self._expression(node.expr, depth + 1)
            for operand in node.ops:
                if operand.op not in ("eq", "ne"):
                    raise self._refuse(node)
                operand.expr = self._expression(operand.expr, depth + 1)
        elif isinstance(node, nodes.CondExpr):
            node.test, node.expr1 = (self._expression(each, depth + 1) for each in (node.test, node.expr1))
            node.expr2 = nodes.Const("") if node.expr2 is None else self._expression(node.expr2, depth + 1)
        elif isinstance(node, nodes.Filter):
            self._filter(node, depth)
        else:
            raise self._refuse(node)
        return node

    def _filter(self, node: Any, depth: int) -> None:
        if node.name not in _FILTERS or node.node is None:
            reason = _("There is no filter {name}; there are {names}.")
            names = ", ".join(_FILTERS)
            raise self._refuse(node, reason.format(name=quotation(excerpt(str(node.name))), names=names))
        most = 1 if node.name in ("default", "join") else 0
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None or len(node.args) > most:
            raise self._refuse(node)
        node.node = self._expression(node.node, depth + 1)
        node.args = [self._expression(each, depth + 1) for each in node.args]

    def _merge_field(self, node: Any) -> Any:
        """Return the plain name that stands for a merge field; raise :class:`UserError` where there is none such."""
        from jinja2 import nodes

        parts = tuple(reversed([*_parts(node)]))
        if not parts:
            raise self._refuse(node)
        if parts == self._line_names:
            return nodes.Name("line", "load", lineno=node.lineno)
        if len(parts) == 1 and parts[0] in ("true", "false", "none", "True", "False", "None"):
            raise self._refuse(node)
        try:
            name = self._names.resolve(parts)
        except UserError as error:
            raise self._refuse(node, error.message) from None
        self.fields.setdefault(name)
        return nodes.Name(f"f{[*self.fields].index(name)}", "load", lineno=node.lineno)

    def _refuse(self, node: Any, reason: str = "") -> UserError:
        # What only wraps others stands on no line itself.
        line = node.lineno or next((child.lineno for child in node.iter_child_nodes() if child.lineno), 1)
        return _refused(self._source, line, self._field, reason)


def _parts(node: Any) -> Iterator[str]:
    """Yield the words of a name from the last to the first; nothing where something else than a name begins it."""
    from jinja2 import nodes

    found: list[str] = []
    for _step in range(4):
        if isinstance(node, nodes.Name):
            yield from (*found, str(node.name))
            return
        if not isinstance(node, nodes.Getattr):
            return
        found.append(str(node.attr))
        node = node.node
