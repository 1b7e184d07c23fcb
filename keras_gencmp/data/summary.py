"""What was read: one account of a dataset for the terminal, the log and environment.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from keras_gencmp.terminal.console import clean

# Classes that one line names; of more it says how many there are.
NAMED = 12
SIDES = range(16, 129, 4)  # of square images in pixels that the networks are made for
OFFERED = (28, 32, 64)  # of these, those that --image-size takes


class Reading(NamedTuple):
    """What a reader found in its files, and what it did to the images.

    ``sizes``, ``channels`` and ``values`` are the originals', in words; ``done`` are steps in the
    past tense ("resized to 28 x 28"), ``notices`` sentences about what looks wrong, with the mend.
    ``side`` is the shortest side of all originals in pixels, 0 where it is not known.
    """

    sizes: str = ""
    channels: str = ""
    values: str = ""
    done: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    side: int = 0


@dataclass(frozen=True)
class Summary:
    """A dataset as it was read: images in each split, classes by count, originals and steps.

    ``size`` is the side of the images as they are now.
    """

    dataset: str = ""
    images: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    reading: Reading = Reading()
    size: int = 0

    @property
    def line(self) -> str:
        """The summary in one line; two spaces separate its items."""
        return self.line_with("")

    def lines(self, option: str = "", sides: Sequence[int] = SIDES) -> tuple[str, ...]:
        """What is printed of a dataset: the summary in one line, and the notices.

        ``option`` is how a user sets the side of the images, as "--image-size {}", to one of some
        ``sides``: it is named where larger images would keep more of the originals. Nothing is said
        of splits that no reader has made.
        """
        if not self.images:
            return ()
        return self.line_with(self._larger(option, sides)), *self.notices

    def line_with(self, mend: str) -> str:
        """The summary in one line, with a mend behind the steps that changed the images."""
        items = [", ".join(f"{count:,} {split}" for split, count in self.images)]
        items += [self._classes()]
        found = self.reading
        pixels = " pixels" if found.sizes[-1:].isdecimal() else ""
        items += [part for part in (found.sizes + pixels, found.channels) if part]
        items += [f"values {found.values}"] if found.values else []
        items += [", ".join(found.done) + mend] if found.done else []
        return f"{self.dataset}:  " + "  ".join(items)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about what looks wrong."""
        return self.reading.notices

    def facts(self) -> dict[str, Any]:
        """The summary as plain data."""
        found = self.reading
        return {
            "images": dict(self.images),
            "classes": dict(self.classes),
            "sizes": found.sizes,
            "channels": found.channels,
            "values": found.values,
            "done": [clean(step) for step in found.done],
            "notices": list(found.notices),
        }

    def _larger(self, option: str, sides: Sequence[int]) -> str:
        """How to keep more of images that are made smaller, or nothing."""
        side = max((each for each in sides if each <= self.reading.side), default=0)
        if not option or not self.size or side <= self.size:
            return ""
        whole = self.reading.sizes == f"{side} x {side}"
        return f": {option.format(side)} keeps {'them' if whole else 'more of them'}"

    def _classes(self) -> str:
        if len(self.classes) == 1:
            return (
                "no classes" if self.classes[0][0] == "all" else f"1 class ({self.classes[0][0]})"
            )
        if len(self.classes) > NAMED:
            counts = [count for _, count in self.classes]
            return f"{len(self.classes)} classes of {min(counts):,} to {max(counts):,}"
        return ", ".join(f"{name} {count:,}" for name, count in self.classes)
