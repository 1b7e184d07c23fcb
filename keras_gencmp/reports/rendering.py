"""The templates of the pages, in which whatever is inserted is escaped by itself.

A page is written for a reader who trusts it, from text that others wrote: class names, recipes,
commands, folders. In HTML Jinja2 escapes it; in Markdown :func:`markdown_text` does. Both lose
their control characters.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path, PurePath
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from keras_gencmp.terminal.console import clean
from keras_gencmp.terminal.markdown import markdown_code, markdown_text

FOLDER = Path(__file__).parent / "templates"


def html(name: str, values: Mapping[str, object]) -> str:
    """The page of an HTML template."""
    return _environment(html=True).get_template(f"{name}.html.j2").render(values)


def markdown(name: str, values: Mapping[str, object]) -> str:
    """The page of a Markdown template."""
    return _environment(html=False).get_template(f"{name}.md.j2").render(values)


def code(value: object) -> Markup:
    """Text as a code span of Markdown, whatever backticks it holds."""
    return Markup(markdown_code(value))


def link(path: PurePath) -> Markup:
    """A relative path as the target of a Markdown link or image."""
    return Markup(quote(path.as_posix()))


def data_uri(path: Path) -> str:
    """An image file as a data URI, so that the page is a single file."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


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
