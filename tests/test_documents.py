"""Documents that stay true: help texts, lists and links are checked, not trusted.

``bin/readme`` writes the generated blocks anew.
"""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from keras_gencmp.cli import gencmp
from keras_gencmp.registry import load_path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"<!-- gencmp (?P<arguments>[^>]*) -->\n```\n(?P<text>.*?)```\n", re.S)
LISTING = re.compile(r"<!-- listing (?P<path>[\w.]+:\w+) -->\n```\n(?P<text>.*?)```\n", re.S)
GENERATED = re.compile(
    r"<!-- generated (?P<path>[\w.]+:\w+) -->\n(?P<text>.*?)<!-- end -->\n", re.S
)
LINKED = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("saved_models/*.md")})
PAGES = [ROOT / "README.md", ROOT / "saved_models" / "README.md", *sorted(ROOT.glob("docs/*.md"))]


# A terminal of 80 columns without colours.
PLAIN = {"TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": "80", "FORCE_COLOR": None}


def output(arguments: str) -> str:
    """What gencmp prints for these arguments on such a terminal, as the block holds it."""
    printed = CliRunner(env=PLAIN).invoke(gencmp, arguments.split(), prog_name="gencmp").output
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def renewed(text: str) -> str:
    """A page with its generated blocks written anew."""
    text = BLOCK.sub(
        lambda m: f"<!-- gencmp {m['arguments']} -->\n```\n{output(m['arguments'])}```\n", text
    )
    text = LISTING.sub(
        lambda m: f"<!-- listing {m['path']} -->\n```\n{load_path(m['path'], 'list')()}```\n", text
    )
    return GENERATED.sub(
        lambda m: (
            f"<!-- generated {m['path']} -->\n\n{load_path(m['path'], 'block')()}\n<!-- end -->\n"
        ),
        text,
    )


def test_the_readme_has_its_generated_blocks():
    arguments = [match["arguments"] for match in BLOCK.finditer(PAGES[0].read_text())]
    assert arguments == ["--help", "recipes", "evaluate --list-metrics"]


def test_sources_and_formats_are_listed_where_readers_look():
    listings = {match["path"] for page in PAGES[:2] for match in LISTING.finditer(page.read_text())}
    assert listings >= {f"keras_gencmp.{room}.registry:listing" for room in ("data", "exports")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_generated_blocks_are_what_gencmp_prints(page):
    text = page.read_text(encoding="utf-8")
    assert text == renewed(text), "run: bin/readme"


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_named_file_exists(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (page.parent / target).exists(), target


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit()
