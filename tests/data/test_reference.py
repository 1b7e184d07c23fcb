"""The sets of real images of an evaluation share no image."""

import numpy as np
import pytest

from keras_gencmp.data import Split, Splits
from keras_gencmp.data.reference import drawn, evaluation_sets
from keras_gencmp.evaluation.protocol import validation_protocol
from keras_gencmp.judge import lookup
from keras_gencmp.judge.judge import Judge
from keras_gencmp.judge.network import network


def numbered(first: int, count: int) -> Split:
    images = np.zeros((count, 2, 2, 1), np.uint8)
    return Split(images, np.arange(first, first + count))


def splits_of(train: int, validation: int, test: int) -> Splits:
    sizes = (train, validation, test)
    firsts = np.cumsum([0, *sizes[:2]])
    split = [numbered(first, size) for first, size in zip(firsts, sizes, strict=True)]
    return Splits(*split, ("all",), "0" * 16, "numbers")


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((55_000, 5_000, 10_000), (50_000, 10_000, 10_000)),  # MNIST
        ((1_350, 150, 297), (1_203, 297, 297)),  # the bundled digits
        ((100, 50, 20), (100, 50, 20)),  # validation is enough
        ((80, 0, 40), (70, 10, 40)),  # no more than an eighth is held out from the judge
    ],
)
def test_the_held_out_images_are_as_many_as_the_reference_where_that_can_be(sizes, expected):
    sets = evaluation_sets(splits_of(*sizes))
    assert tuple(len(split.labels) for split in sets) == expected


def test_no_image_is_in_two_sets_and_none_is_lost():
    sets = evaluation_sets(splits_of(1_350, 150, 297))
    numbers = np.concatenate([split.labels for split in sets])
    assert sorted(numbers) == list(range(1_350 + 150 + 297))


def test_what_is_chosen_in_training_never_sees_the_test_split(monkeypatch):
    whole, judge = (
        splits_of(1_350, 150, 297),
        Judge("numbers-00000000", (), network((2, 2, 1), 1, 0)),
    )
    monkeypatch.setattr(lookup, "for_data", lambda splits: judge)
    protocol = validation_protocol(whole, 1_000, seed=0)
    assert protocol.n == 150
    assert sorted(protocol.reference.labels) == sorted(whole.validation.labels)
    seen = {*protocol.reference.labels, *protocol.held_out.labels, *protocol.sets.training.labels}
    assert not seen & set(whole.test.labels)


def test_images_are_drawn_without_replacement_in_an_order_of_the_seed():
    split = numbered(0, 50)
    first, again, other = (drawn(split, 20, seed).labels for seed in (1, 1, 2))
    assert len(set(first)) == 20
    assert (first == again).all() and (first != other).any()
    assert sorted(drawn(split, 80, 1).labels) == list(range(50))
