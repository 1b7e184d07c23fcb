"""The documentation as its tests read it: pages, blocks of code, and commands in them."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [
    *sorted(ROOT.glob("docs/*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.S | re.M)
# What gencmp itself prints is no command to be checked.
PRINTED = re.compile(r"<!-- gencmp [^>]*-->\n```\n.*?```\n", re.S)


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code of a language on a page, "" for those without one."""
    text = PRINTED.sub("", page.read_text(encoding="utf-8"))
    return [code for name, code in BLOCK.findall(text) if name == language]


def commands(page: Path) -> list[list[str]]:
    """The calls of gencmp on a page, in blocks and in lines, as lists of words."""
    text = PRINTED.sub("", page.read_text(encoding="utf-8"))
    inline = re.findall(r"`((?:bin/)?gencmp [^`]+)`", re.sub(BLOCK, "", text))
    lines = [" ".join(line.split()) for line in inline]
    for block in blocks(page, ""):
        lines += block.replace("\\\n", " ").splitlines()
    found = [line for line in lines if re.match(r"(bin/)?gencmp ", line)]
    return [shlex.split(line, comments=True)[1:] for line in found]
