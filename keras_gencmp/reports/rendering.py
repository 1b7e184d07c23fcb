"""The templates of the pages, in which whatever is inserted is escaped by itself.

A page is written for a reader who trusts it, from text that others wrote: class names, recipes,
commands, folders. In HTML Jinja2 escapes it; in Markdown :func:`markdown_text` does. Both lose
their control characters.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from keras_gencmp.terminal.console import clean

FOLDER = Path(__file__).parent / "templates"
# What begins a heading, a list or a rule at the start of a line; a negative number does not.
_BLOCK_START = re.compile(r"^(#|[-+](?![\d.])|=|\d+(?=[.)](\s|$)))")
_INLINE = re.compile(r"([\\`*\[\]|~$])")


def html(name: str, values: Mapping[str, object]) -> str:
    """The page of an HTML template."""
    return _environment(html=True).get_template(f"{name}.html.j2").render(values)


def markdown(name: str, values: Mapping[str, object]) -> str:
    """The page of a Markdown template."""
    return _environment(html=False).get_template(f"{name}.md.j2").render(values)


def markdown_text(value: object) -> str:
    """Text as Markdown that shows it as it is, on one line.

    It holds no HTML, heading, list, link, table cell or code, and no control characters.
    """
    text = _one_line(value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _INLINE.sub(r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)  # within a word it is no emphasis
    return _BLOCK_START.sub(lambda match: _escaped_start(match[0]), text)


def code(value: object) -> Markup:
    """Text as a code span of Markdown, whatever backticks it holds."""
    text = _one_line(value)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Markup(f"{fence}{pad}{text}{pad}{fence}")


def link(path: PurePath) -> Markup:
    """A relative path as the target of a Markdown link or image."""
    return Markup(quote(path.as_posix()))


def data_uri(path: Path) -> str:
    """An image file as a data URI, so that the page is a single file."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _one_line(value: object) -> str:
    return " ".join(clean(value).split())


def _escaped_start(start: str) -> str:
    """A number keeps its digits: what makes it a list is the sign after them."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _unless_markup(escape: Callable[[object], str]) -> Callable[[object], object]:
    return lambda value: value if isinstance(value, Markup) else escape(value)


@cache
def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=html,
        finalize=_unless_markup(clean if html else markdown_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": code, "link": link, "data_uri": data_uri, "markup": Markup}
    return environment
