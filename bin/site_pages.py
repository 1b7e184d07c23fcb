"""Pages of the site that are made of files elsewhere in the checkout, for MkDocs.

SECURITY.md is the page on the safety of files. CONTRIBUTING.md is two pages: its section of
decisions, and the rest, which says how to add things. Pages link to these files, as readers of the
checkout need it, and in the site to the pages.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
DECISIONS = "## Decisions"
# Links of pages to files outside of docs/, and the pages that they lead to in the site.
LINKS = {"(../CONTRIBUTING.md)": "(contributing.md)", "(../SECURITY.md)": "(safety.md)"}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made of other files."""
    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The text of a page with its links to pages of the site."""
    for link, page in LINKS.items():
        markdown = markdown.replace(link, page)
    return markdown


def pages() -> dict[str, str]:
    """The text of each page by its file name in the site."""
    before, _, decisions = read("CONTRIBUTING.md").partition(DECISIONS)
    return {
        "safety.md": read("SECURITY.md").replace("# Security", "# Safety of files", 1),
        "contributing.md": before,
        "decisions.md": f"# Decisions\n{decisions}",
    }


def read(name: str) -> str:
    """A file of the checkout, without its links, whose targets are no pages of the site."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\((?!http)[^)]+\)", r"\1", text)
