"""The documentation as a site: built strictly, complete, without a network, without dead links."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from documentation import ROOT

TITLES = {
    "index": "Start here",
    "which-model": "Which model for my data?",
    "scores": "Read the scores",
    "diseases": "Collapse and other diseases",
    "own-data": "My own data",
    "own-model": "My own model",
    "reproduce": "Reproduce a report",
    "python": "Python",
    "notebooks": "Notebooks",
    "cluster": "Scale out",
    "serving": "Serving",
    "safety": "Safety of files",
    "contributing": "Contributing",
    "decisions": "Decisions",
}


class Page(HTMLParser):
    """The links, the sources and the anchors of a page."""

    def __init__(self, file):
        super().__init__()
        self.links, self.sources, self.anchors, self.pictures = [], [], set(), []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.anchors |= {found[key] for key in ("id", "name") if found.get(key)}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "img":
            self.pictures.append(found)
        if tag == "link" and found.get("rel") != "canonical":
            self.sources.append(found["href"])
        if "src" in found:
            self.sources.append(found["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode and "WARNING" not in done.stderr, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {file: Page(file) for file in sorted(site.glob("*.html"))}


@pytest.mark.parametrize("name", TITLES)
def test_every_page_is_there_and_in_the_menu(name, site):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    menu = (site / "index.html").read_text(encoding="utf-8")
    assert f">{TITLES[name]}</a>" in menu and "<h1" in text


def test_nothing_is_fetched_from_elsewhere(pages, site):
    for file, page in pages.items():
        away = [each for each in page.sources if each.startswith(("http:", "https:", "//"))]
        assert not away, f"{file.name} fetches {away}"
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text(encoding="utf-8").replace('"', "")


def test_no_link_inside_is_dead(pages):
    for file, page in pages.items():
        for link in [*page.links, *page.sources]:
            path, anchor = urldefrag(unquote(link))
            if link.startswith(("http:", "https:", "mailto:")) or path in (".", ""):
                continue
            target = (file.parent / path.lstrip("/")).resolve()
            assert target.exists(), f"{file.name} links to {link}"
            if anchor and target in pages:
                assert anchor in pages[target].anchors, f"{file.name} links to {link}"


def test_every_anchor_within_a_page_exists(pages):
    for file, page in pages.items():
        for link in page.links:
            path, anchor = urldefrag(unquote(link))
            assert path or not anchor or anchor in page.anchors, f"{file.name} links to {link}"


def test_every_picture_says_what_it_shows(pages):
    for file, page in pages.items():
        assert all(each.get("alt") for each in page.pictures), file.name


def test_pages_of_other_files_hold_their_text(site):
    assert "What is safe to open" in (site / "safety.html").read_text(encoding="utf-8")
    decisions = (site / "decisions.html").read_text(encoding="utf-8")
    contributing = (site / "contributing.html").read_text(encoding="utf-8")
    for text, there, elsewhere in (
        ("A metric", contributing, decisions),
        ("A checkpoint is a plain .npz", decisions, contributing),
    ):
        assert f"<strong>{text}" in there and f"<strong>{text}" not in elsewhere


def test_the_sources_of_the_site_are_not_part_of_it(site):
    assert not list(site.rglob("*.py")) and not list(Path(site).rglob("*.md"))
