"""Alarms: signs of a failing training, collapse above all, found in its histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from keras_gencmp.runs.quality import COUNT, Row

# Loss in nats of a discriminator that is 99 % sure of real images and of generated ones.
SURE = 0.02
# Shares of what real images have, below which entropy or diversity is an alarm. The entropy of ten
# even classes is down to this share when it is that of 5.6 even ones.
ENTROPY, DIVERSITY = 0.75, 0.5
COLLAPSED = "the model may have collapsed, unless it is still at its beginning"


class Alarm(NamedTuple):
    """What was detected, and after which epoch."""

    epoch: int
    message: str


def raised(losses: Sequence[Row], quality: Sequence[Row]) -> list[Alarm]:
    """All alarms in the order of their epochs; one that lasts is one, until it has passed.

    ``losses`` holds one row an epoch, ``quality`` one an evaluation. An alarm needs two rows in
    succession: a GAN's samples may be poor once, and the first ones of any model are.
    """
    alarms = [
        *_onsets(_of_a_discriminator(losses), sure_discriminator),
        *_onsets(quality, few_classes),
        *_onsets(quality, low_diversity),
    ]
    return sorted(alarms, key=lambda alarm: alarm.epoch)


def sure_discriminator(row: Row) -> str:
    """The message for a discriminator at loss 0, or nothing."""
    loss = row.get("discriminator_loss")
    if loss is None or not loss < SURE:
        return ""
    return (
        f"the discriminator's loss is {loss:.2g}: it is sure of everything, "
        "and whoever plays against it learns next to nothing from it"
    )


def few_classes(row: Row) -> str:
    """The message for a class histogram of low entropy, or nothing."""
    entropy, real = row.get("class_entropy", 0.0), row.get("real_class_entropy", 0.0)
    if not entropy < ENTROPY * real:
        return ""
    counts = {name: row[name] for name in row if name.startswith(COUNT)}
    most = max(counts, key=lambda name: counts[name])
    share = counts[most] / sum(counts.values())
    return (
        f"{row['classes_drawn']:.0f} of {len(counts)} classes are drawn, and {share:.0%} of the "
        f"images are of class {most.removeprefix(COUNT)} (class entropy {entropy:.1f} of "
        f"{real:.1f} nats): {COLLAPSED}"
    )


def low_diversity(row: Row) -> str:
    """The message for images that differ too little within their classes, or nothing."""
    diversity = row.get("diversity", 1.0)
    if not diversity < DIVERSITY:
        return ""
    return f"images of one class differ {diversity:.2f} times as much as real ones: {COLLAPSED}"


def _of_a_discriminator(losses: Iterable[Row]) -> list[Row]:
    """The rows before the loss is first negative: a critic's may be, and 0 means nothing there."""
    return list(takewhile(lambda row: not row.get("discriminator_loss", 0.0) < 0.0, losses))


def _onsets(rows: Sequence[Row], message_of: Callable[[Row], str]) -> Iterator[Alarm]:
    """An alarm where a row and the one before it have a message, and the one before that none."""
    messages = ["", "", *map(message_of, rows)]
    triples = zip(messages, messages[1:], messages[2:], strict=False)
    for row, (earlier, before, now) in zip(rows, triples, strict=True):
        if now and before and not earlier:
            yield Alarm(int(row["epoch"]), now)
