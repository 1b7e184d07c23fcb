"""Alarms: what goes wrong in a training, told from its histories in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

Row = Mapping[str, float]

# Loss in nats of a discriminator that is 99 % sure of real images and of generated ones.
SURE = 0.02
# Shares of what real images have, below which entropy or diversity is an alarm. The entropy of ten
# even classes is down to this share when it is that of 5.6 even ones.
ENTROPY, DIVERSITY = 0.75, 0.5
COUNT = "count_"  # before the name of a class: how many images are of it


class Alarm(NamedTuple):
    """What came up, and after which epoch."""

    epoch: int
    words: str


def raised(losses: Sequence[Row], quality: Sequence[Row]) -> list[Alarm]:
    """The first alarm of each kind, in the order in which they came up.

    ``losses`` holds one row an epoch, ``quality`` one an evaluation. An alarm needs two rows in a
    row: a GAN's samples may be poor once, and the first ones of any model are.
    """
    found = [
        *_first(_of_a_discriminator(losses), sure_discriminator),
        *_first(quality, few_classes),
        *_first(quality, little_diversity),
    ]
    return sorted(found, key=lambda alarm: alarm.epoch)


def sure_discriminator(row: Row) -> str:
    """The sentence for a discriminator at loss 0, or nothing."""
    loss = row.get("discriminator_loss")
    if loss is None or not loss < SURE:
        return ""
    return (
        f"the discriminator's loss is {loss:.2g}: it tells every image from a real one, "
        "and the generator learns next to nothing from it"
    )


def few_classes(row: Row) -> str:
    """The sentence for a class histogram of low entropy, or nothing."""
    entropy, real = row.get("class_entropy", 0.0), row.get("real_class_entropy", 0.0)
    if not entropy < ENTROPY * real:
        return ""
    counts = {name: row[name] for name in row if name.startswith(COUNT)}
    most = max(counts, key=lambda name: counts[name])
    share = counts[most] / sum(counts.values())
    return (
        f"{row['classes_drawn']:.0f} of {len(counts)} classes are drawn, and {share:.0%} of the "
        f"images are of class {most.removeprefix(COUNT)} (class entropy {entropy:.1f} of "
        f"{real:.1f} nats): the model may have collapsed"
    )


def little_diversity(row: Row) -> str:
    """The sentence for images that differ too little within their classes, or nothing."""
    diversity = row.get("diversity", 1.0)
    if not diversity < DIVERSITY:
        return ""
    return (
        f"images of one class differ {diversity:.2f} times as much as real ones: "
        "the model may have collapsed"
    )


def _of_a_discriminator(losses: Iterable[Row]) -> list[Row]:
    """The rows before the loss is first negative: a critic's may be, and 0 means nothing there."""
    return list(takewhile(lambda row: not row.get("discriminator_loss", 0.0) < 0.0, losses))


def _first(rows: Sequence[Row], tell: Callable[[Row], str]) -> list[Alarm]:
    for before, now in pairwise(rows):
        if tell(before) and tell(now):
            return [Alarm(int(now["epoch"]), tell(now))]
    return []
