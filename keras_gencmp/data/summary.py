"""What was read: one account of a dataset for the terminal, the log and environment.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

# Classes that one line names; of more it says how many there are.
NAMED = 12


class Reading(NamedTuple):
    """What a reader found in its files, and what it did to the images.

    ``sizes``, ``channels`` and ``values`` are the originals', in words; ``done`` are steps in the
    past tense ("resized to 28 x 28"), ``notices`` sentences about what looks wrong, with the mend.
    """

    sizes: str = ""
    channels: str = ""
    values: str = ""
    done: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """A dataset as it was read: images in each split, classes by count, originals and steps."""

    dataset: str = ""
    images: tuple[tuple[str, int], ...] = ()
    classes: tuple[tuple[str, int], ...] = ()
    reading: Reading = Reading()

    @property
    def line(self) -> str:
        """The summary in one line; two spaces separate its items."""
        items = [", ".join(f"{count:,} {split}" for split, count in self.images)]
        items += [self._classes()]
        found = self.reading
        items += [part for part in (found.sizes, found.channels) if part]
        items += [f"values {found.values}"] if found.values else []
        items += [", ".join(found.done)] if found.done else []
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
            "done": list(found.done),
            "notices": list(found.notices),
        }

    def _classes(self) -> str:
        if len(self.classes) == 1:
            return (
                "no classes" if self.classes[0][0] == "all" else f"1 class ({self.classes[0][0]})"
            )
        if len(self.classes) > NAMED:
            counts = [count for _, count in self.classes]
            return f"{len(self.classes)} classes of {min(counts):,} to {max(counts):,}"
        return ", ".join(f"{name} {count:,}" for name, count in self.classes)
