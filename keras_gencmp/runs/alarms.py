"""Alarms: signs of a failing training, collapse above all, found in its histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from keras_gencmp.runs.quality import COUNT, Row

# Loss in nats of a discriminator that is 99 % sure of real images and of generated ones.
SURE = 0.02
# Shares of what real images have, below which entropy or diversity is an alarm. The entropy of ten
# even classes is down to this share when it is that of 5.6 even ones.
ENTROPY, DIVERSITY = 0.75, 0.5
# Nats below 0 that the estimate of a KL divergence of an epoch's images may have by chance.
LEAST_KL = -0.1
# How often the lowest -ELBO so far the present one is where a VAE has forgotten what it knew.
BROKEN = 1.5
LOWEST = "lowest_negative_elbo"  # of the epochs before, beside the losses of one
COLLAPSED = "the model may have collapsed, unless it is still at its beginning"


class Alarm(NamedTuple):
    """What was detected, and after which epoch."""

    epoch: int
    message: str


def raised(losses: Sequence[Row], quality: Sequence[Row]) -> list[Alarm]:
    """All alarms in the order of their epochs; one that lasts is one, until it has passed.

    ``losses`` holds one row an epoch, ``quality`` one an evaluation. An alarm needs two rows in
    succession: a GAN's samples may be poor once, and the first ones of any model are. A KL
    divergence below 0 is one at once, for none can be.
    """
    alarms = [
        *_onsets(losses, impossible_kl, patience=1),
        *_onsets(_with_lowest(losses), broken_down),
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


def impossible_kl(row: Row) -> str:
    """The message for a mean KL(q(z|x) || p(z)) below 0, or nothing."""
    lowest = min(row.get("kl", 0.0), row.get("val_kl", 0.0))
    if not lowest < LEAST_KL:
        return ""
    return (
        f"the KL divergence of q(z|x) from p(z) is {lowest:.2g} nats, and none can be below 0: "
        "log_prob of the prior is not normalised, and likelihoods by it mean nothing"
    )


def broken_down(row: Row) -> str:
    """The message for a -ELBO far above the lowest of earlier epochs, or nothing."""
    loss, lowest = row.get("negative_elbo", 0.0), row.get(LOWEST, float("inf"))
    if not loss > BROKEN * lowest > 0.0:
        return ""
    return (
        f"the negative ELBO is {loss:.4g} nats and was {lowest:.4g}: the training has broken down; "
        "lower the learning rate, or limit the gradients by the optimizer's global_clipnorm"
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


def _with_lowest(losses: Sequence[Row]) -> list[Row]:
    """The rows that have a -ELBO, each with the lowest one of those before it."""
    rows = [row for row in losses if "negative_elbo" in row]
    lowest = accumulate((row["negative_elbo"] for row in rows), min, initial=float("inf"))
    return [{**row, LOWEST: before} for row, before in zip(rows, lowest, strict=False)]


def _of_a_discriminator(losses: Iterable[Row]) -> list[Row]:
    """The rows before the loss is first negative: a critic's may be, and 0 means nothing there."""
    return list(takewhile(lambda row: not row.get("discriminator_loss", 0.0) < 0.0, losses))


def _onsets(
    rows: Sequence[Row], message_of: Callable[[Row], str], patience: int = 2
) -> Iterator[Alarm]:
    """An alarm where ``patience`` rows in succession have a message, and the one before none."""
    messages = [*[""] * patience, *map(message_of, rows)]
    for index, row in enumerate(rows, start=1):
        earlier, *recent = messages[index - 1 : index + patience]
        if all(recent) and not earlier:
            yield Alarm(int(row["epoch"]), recent[-1])
