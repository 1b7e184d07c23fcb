"""Text that others wrote, as Markdown that shows it as it is."""

from __future__ import annotations

import re

from keras_gencmp.terminal.console import clean

# What begins a heading, a list or a rule at the start of a line; a negative number does not.
_BLOCK_START = re.compile(r"^(#|[-+](?![\d.])|=|\d+(?=[.)](\s|$)))")
_INLINE = re.compile(r"([\\`*\[\]|~$])")


def markdown_text(value: object) -> str:
    """Text as Markdown that shows it as it is, on one line.

    It holds no HTML, heading, list, link, table cell or code, and no control characters.
    """
    text = _one_line(value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _INLINE.sub(r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)  # within a word it is no emphasis
    return _BLOCK_START.sub(lambda match: _escaped_start(match[0]), text)


def markdown_code(value: object) -> str:
    """Text as a code span of Markdown, whatever backticks it holds."""
    text = _one_line(value)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _one_line(value: object) -> str:
    return " ".join(clean(value).split())


def _escaped_start(start: str) -> str:
    """A number keeps its digits: what makes it a list is the sign after them."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"
