"""Pages in a real browser: every picture loads, tables are sorted, pointers draw, nothing leaks."""

from contextlib import contextmanager

import pytest

MADE_UP = ["tables", "plane", "planes", "report"]
CARRIED_OUT = [
    pytest.param(kind, marks=pytest.mark.slow) for kind in ("comparison", "augmentation", "decoded")
]
KINDS = [*MADE_UP, *CARRIED_OUT]
EXPLORERS = ["plane", "planes", CARRIED_OUT[2]]
PHONE, DESK = 400, 1400
# The least contrast of text with what is behind it (WCAG 2.1, level AA).
CONTRAST = 4.5
LOWEST_CONTRAST = """() => {
  const channels = colour => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).map(c => (c / 255 <= .04045) ? c / 255 / 12.92
      : ((c / 255 + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = each => {
    for (; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor, parts = channels(colour);
      if (parts.length < 4 || parts[3] > 0) return colour;
    }
    return getComputedStyle(document.documentElement).colorScheme === "dark" ? "rgb(0, 0, 0)"
      : "rgb(255, 255, 255)";
  };
  const texts = [...document.body.querySelectorAll("*")].filter(each =>
    [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !["SCRIPT", "STYLE", "OPTION"].includes(each.tagName));
  return Math.min(...texts.map(each => {
    const pair = [light(getComputedStyle(each).color), light(behind(each))].sort((a, b) => a - b);
    return (pair[1] + .05) / (pair[0] + .05);
  }));
}"""


@pytest.fixture
def opened(chromium, pages):
    """A page of a kind in a window of a width; what it complains of and asks for is checked."""

    @contextmanager
    def open_page(kind, width=DESK, scheme="light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        page, complaints, requests = context.new_page(), [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(pages[kind].as_uri())
        page.wait_for_load_state()
        yield page
        context.close()
        assert complaints == []
        assert {url for url in requests if not url.startswith("data:")} == {pages[kind].as_uri()}

    return open_page


def values(page, table, column):
    """The numbers of a column of a table as they stand, None for a cell without one."""
    return page.eval_on_selector_all(
        f"#{table} tbody tr",
        f"rows => rows.map(row => row.cells[{column}].dataset.value)"
        ".map(each => each === undefined ? null : Number(each))",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_loads_and_says_what_it_shows(opened, kind):
    with opened(kind) as page:
        sizes = page.eval_on_selector_all(
            "img", "all => all.map(each => [each.naturalWidth, each.clientWidth, each.alt])"
        )
        assert all(natural > 0 and shown > 0 and alt for natural, shown, alt in sizes)
        assert len(sizes) > 0 or page.locator("canvas").count() > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_a_phone_and_is_read_by_day_and_by_night(opened, kind, scheme):
    with opened(kind, PHONE, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert page.evaluate(LOWEST_CONTRAST) >= CONTRAST
        heads = page.eval_on_selector_all(
            "th[scope=row]", "all => all.map(each => each.offsetWidth)"
        )
        assert max(heads, default=0) <= PHONE / 2  # what stays in place leaves room for numbers
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(map(int, colour.strip("rgba()").split(",")[:3])) / 3
        assert (light < 128) == (scheme == "dark")


@pytest.mark.parametrize("table", ["table1", "table2"])
@pytest.mark.parametrize("kind", ["tables", *CARRIED_OUT[:2]])
def test_a_click_on_a_head_sorts_a_table(opened, kind, table):
    with opened(kind) as page:
        heads = page.locator(f"#{table} th button")
        count = heads.count()
        assert count > 1
        for column in range(1, min(count, 4)):
            for turn in (1, -1):
                heads.nth(column).click()
                found = values(page, table, column)
                known = [value for value in found if value is not None]
                assert known == sorted(known, key=lambda value: turn * value)
                assert found[: len(known)] == known  # cells without a number come last
        heads.nth(0).click()
        names = page.locator(f"#{table} tbody th").all_inner_texts()
        assert names == page.evaluate("names => names.sort((a, b) => a.localeCompare(b))", names)
        assert page.locator(f"#{table} th[aria-sort=ascending]").count() == 1


def drawn(page, canvas):
    """What a canvas shows."""
    return page.eval_on_selector(f"#{canvas}", "canvas => canvas.toDataURL()")


def colours(page, canvas):
    """How many colours a canvas shows: one, where nothing is drawn."""
    return page.eval_on_selector(
        f"#{canvas}",
        "each => new Set(new Uint32Array(each.getContext('2d').getImageData("
        "0, 0, each.width, each.height).data.buffer)).size",
    )


@pytest.mark.parametrize("kind", EXPLORERS)
def test_the_pointer_and_the_keys_change_the_image(opened, kind):
    with opened(kind) as page:
        page.wait_for_function("document.getElementById('where').textContent")
        assert all(colours(page, canvas) > 1 for canvas in ("plane", "image", "between"))
        box, seen = page.locator("#plane").bounding_box(), set()
        for share in (0.05, 0.5, 0.95):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
            seen.add((drawn(page, "image"), page.inner_text("#where")))
        assert len({image for image, _ in seen}) == len({place for _, place in seen}) == 3
        page.mouse.move(box["x"] + 1, box["y"] + 1)
        assert page.inner_text("#where").endswith("(-2.50, 2.50)")  # left and above
        page.locator("#plane").press("ArrowRight")
        assert not page.inner_text("#where").endswith("(-2.50, 2.50)")


def test_a_finger_moves_over_the_plane(chromium, pages):
    context = chromium.new_context(viewport={"width": PHONE, "height": 900}, has_touch=True)
    page = context.new_page()
    page.goto(pages["plane"].as_uri())
    page.wait_for_function("document.getElementById('where').textContent")
    box, before = page.locator("#plane").bounding_box(), drawn(page, "image")
    page.touchscreen.tap(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
    assert drawn(page, "image") != before
    context.close()


def test_every_class_has_a_colour_of_its_own(opened):
    with opened("plane") as page:
        keys = page.eval_on_selector_all(
            "#key i", "all => all.map(each => getComputedStyle(each).backgroundColor)"
        )
        assert len(set(keys)) == len(keys) == 10
        page.wait_for_function("document.getElementById('where').textContent")
        points = page.evaluate("content.colours.length"), page.evaluate("content.colours")
        assert points[0] == 10 and all(each.startswith("#") for each in points[1])


def test_codes_are_shown_or_not_and_planes_are_chosen(opened):
    with opened("plane") as page:
        page.wait_for_function("document.getElementById('where').textContent")
        before = drawn(page, "plane")
        page.locator("#show").uncheck()
        assert drawn(page, "plane") != before
    with opened("planes") as page:
        page.wait_for_function("document.getElementById('where').textContent")
        before = drawn(page, "image")
        page.locator("#choice").select_option(index=1)
        assert drawn(page, "image") != before


def test_the_slider_goes_from_one_image_to_the_other(opened):
    with opened("planes") as page:
        page.wait_for_function("document.getElementById('where').textContent")
        begin = drawn(page, "between")
        page.locator("#step").fill(page.locator("#step").get_attribute("max"))
        end = drawn(page, "between")
        assert end != begin
        page.locator("#to button").nth(2).click()
        assert drawn(page, "between") not in (begin, end)
        page.locator("#to button").nth(0).click()  # from an image to itself
        assert drawn(page, "between") == begin
