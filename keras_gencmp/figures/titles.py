"""Titles of figures, which wrap within the figure's width."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.figure import Figure

from keras_gencmp.figures.style import DARK_GREY, TITLE_SIZE, text_width
from keras_gencmp.terminal.console import clean

LEAST_WIDTH = 3.0  # inches
BESIDE = "beside"  # what marks a legend at the right edge of a figure
LINE, BORDER = 0.22, 0.11  # inches: the height of a line, and the margin around the title


def add_title(figure: Figure, text: str, least: float = LEAST_WIDTH) -> Figure:
    """The figure with a title in lines that fit its width, above a title that it may have.

    A figure of fewer inches than ``least`` becomes so wide, or as wide as its title.

    A figure that is laid out by matplotlib gets a suptitle, and grows by its lines but one. A
    figure of pixels grows upwards, so that each pixel stays a whole number of dots.

    What does not print is shown as its escape: no font can draw a byte of a path that is no text.
    """
    text = clean(text)
    if not text:
        return figure
    if figure.get_layout_engine() is not None:
        earlier = figure.get_suptitle()
        lines = [*wrapped(text, figure.get_figwidth() - 2 * BORDER), *([earlier] * bool(earlier))]
        figure.suptitle("\n".join(lines), fontsize=TITLE_SIZE)
        _make_room(figure, len(lines) - 1)
        return figure
    width = max(figure.get_figwidth(), min(text_width(text, TITLE_SIZE) * 1.05, least))
    width = _whole_dots(figure, width + 2 * BORDER * (width > figure.get_figwidth()))
    lines = wrapped(text, width - 2 * BORDER)
    _grow(figure, width, _whole_dots(figure, len(lines) * LINE + BORDER / 2))
    height = figure.get_figheight()
    corner = BORDER / width, 1 - BORDER / height
    figure.text(*corner, "\n".join(lines), va="top", fontsize=TITLE_SIZE, color=DARK_GREY)
    return figure


def _make_room(figure: Figure, lines: int) -> None:
    """Let charts keep their height under a title of so many more lines."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + lines * LINE)
    for legend in figure.legends if lines else ():
        if legend.get_gid() == BESIDE:  # at half the height it might reach up to the title
            legend.set_loc("outside right lower")


def plain(text: str) -> str:
    """A text from elsewhere as a figure shows it: a dollar sign would begin a formula."""
    return clean(text).replace("$", r"\$")


def short(text: str, most: int) -> str:
    """The name of a class as a figure shows it, in ``most`` characters: both ends of a longer one.

    Long names often begin alike.
    """
    end = (most - 1) // 2
    text = clean(text)
    return plain(text if len(text) <= most else f"{text[: most - 1 - end]}…{text[-end:]}")


def title_of(figure: Figure) -> str:
    """The title of a figure as one line, for those who cannot see it; empty where it has none."""
    earlier = figure.get_suptitle() if figure.get_layout_engine() is not None else ""
    texts = earlier or (figure.texts[-1].get_text() if figure.texts else "")
    return " ".join(texts.split()).replace(r"\$", "$")


def wrapped(text: str, inches: float) -> list[str]:
    """The lines of a text in at most that width; a word that is wider is broken."""
    lines = [""]
    for piece in _pieces(text, inches):
        joined = f"{lines[-1]} {piece}".strip()
        if text_width(joined, TITLE_SIZE) * 1.05 <= inches or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


def _pieces(text: str, inches: float) -> Iterator[str]:
    """The words of a text, each cut into pieces that fit the width."""
    for word in text.split():
        rest = word
        while rest:
            size = len(rest)
            while size > 1 and text_width(rest[:size], TITLE_SIZE) * 1.05 > inches:
                size -= 1
            yield rest[:size]
            rest = rest[size:]


def _whole_dots(figure: Figure, inches: float) -> float:
    return round(inches * figure.dpi) / figure.dpi


def _grow(figure: Figure, width: float, more: float) -> None:
    """Make the figure so wide, and that much higher, while its axes keep their place in dots."""
    old_width, old_height = figure.get_size_inches()
    height = old_height + more
    for axes in figure.axes:
        box = axes.get_position()
        across, down = old_width / width, old_height / height
        axes.set_position((box.x0 * across, box.y0 * down, box.width * across, box.height * down))
    for text in figure.texts:  # earlier titles keep their distance from the old upper edge
        x, y = text.get_position()
        text.set_position((x * old_width / width, y * old_height / height))
    figure.set_size_inches(width, height)
