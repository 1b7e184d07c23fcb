"""Pages: what is inserted is escaped, and HTML is one file."""

import base64
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from keras_gencmp.reports import page, rendering

NASTY = "\x1b]0;title\x07<script>alert(1)</script>\n# heading\n| [a](http://b) `c` *d*"


@pytest.fixture
def written(tmp_path):
    (tmp_path / "fig ures").mkdir()
    Image.new("L", (4, 4)).save(tmp_path / "fig ures" / "a(1).png")
    table = page.Table(f"Table {NASTY}", ("x", NASTY), [("1|2", NASTY), ("-1.25", "<b>")])
    picture = page.Picture(Path("fig ures/a(1).png"), f"a picture {NASTY}")
    section = page.Section("Figure 1", NASTY, [picture], [table], "# so > that")
    paths = page.write(tmp_path, "A & B", NASTY, [section, section])
    return [path.read_text() for path in paths]


class Tags(HTMLParser):
    """The tags, texts and images of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.images = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.images += [value for name, value in attributes if name == "src"]

    def handle_data(self, data):
        self.texts.append(data)


def test_html_shows_text_as_it_is_and_runs_none_of_it(written):
    parsed = Tags(written[1])
    assert "script" not in parsed.tags and "b" not in parsed.tags
    assert parsed.tags.count("h1") == 1 and parsed.tags.count("h2") == 2
    assert "A & B" in parsed.texts and "<b>" in parsed.texts
    assert any("<script>alert(1)</script>" in text for text in parsed.texts)
    assert "\x1b" not in written[1] and "\x07" not in written[1]


def test_html_is_one_file_with_its_images(written, tmp_path):
    for source in Tags(written[1]).images:
        kind, _, content = source.partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(content) == (tmp_path / "fig ures" / "a(1).png").read_bytes()


def test_markdown_holds_no_html_headings_or_cells_of_others(written):
    text = written[0]
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# A &amp; B", *["## Figure 1"] * 2]
    assert "<" not in text and "\x1b" not in text and "\x07" not in text
    rows = [line.replace(r"\|", "") for line in lines if line.startswith("|")]
    assert len(rows) == 8 and {row.count("|") for row in rows} == {3}
    assert "| -1.25 |" in text
    (shown, _) = (line for line in lines if line.startswith("![a picture"))
    assert shown.endswith("](fig%20ures/a%281%29.png)")
    assert shown.partition("](fig")[0].removeprefix("![") in lines  # its caption, as text
    assert r"\# so &gt; that" in lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("---", r"\---"),
        ("1. a", r"1\. a"),
        ("1.5", "1.5"),
        ("-1.5", "-1.5"),
        ("val_kl _a_", r"val_kl \_a\_"),
        ("a\nb\t c", "a b c"),
        ("[x](y) `z` *w*", r"\[x\](y) \`z\` \*w\*"),
        ("a & b < c", "a &amp; b &lt; c"),
    ],
)
def test_markdown_text_means_itself(text, expected):
    assert rendering.markdown_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("a|b", "`a|b`"), ("a`b", "``a`b``"), ("`a", "`` `a ``")]
)
def test_a_code_span_holds_any_text(text, expected):
    assert rendering.code(text) == expected


def test_a_name_that_a_template_does_not_get_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        rendering.markdown("page", {"title": "a"})
