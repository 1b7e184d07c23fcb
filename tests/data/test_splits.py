"""Cutting, ordering and fingerprinting datasets."""

import hashlib

import numpy as np
import pytest

from keras_gencmp.data.contract import check_raw_splits
from keras_gencmp.data.splits import (
    RawSplits,
    Split,
    Splits,
    cut,
    digest,
    divide,
    stratified_order,
)
from keras_gencmp.errors import UserError


def numbered(count, first=0):
    numbers = np.arange(first, first + count)
    return Split(np.zeros((count, 1, 1, 1), np.uint8), numbers)


def sizes(splits):
    return tuple(len(split.labels) for split in (splits.train, splits.validation, splits.test))


@pytest.mark.parametrize(
    ("train", "asked", "expected"),
    [
        (60_000, None, (55_000, 5_000)),
        (60_000, 0, (60_000, 0)),
        (60_000, 10_000, (50_000, 10_000)),
        (1_500, None, (1_350, 150)),
        (5, None, (5, 0)),
    ],
)
def test_the_validation_split_is_the_end_of_the_training_split(train, asked, expected):
    splits = divide("x", RawSplits(numbered(train), None, numbered(7), ("all",)), asked)
    assert sizes(splits) == (*expected, 7)
    joined = np.concatenate([splits.train.labels, splits.validation.labels])
    assert np.array_equal(joined, np.arange(train))


@pytest.mark.parametrize(
    ("count", "expected"), [(100, (81, 9, 10)), (3, (2, 0, 1)), (1, (1, 0, 0))]
)
def test_a_missing_test_split_is_cut_off_and_is_nowhere_else(count, expected):
    splits = divide("x", RawSplits(numbered(count), None, None, ("all",)), None)
    assert sizes(splits) == expected
    all_splits = [splits.train, splits.validation, splits.test]
    assert np.array_equal(np.concatenate([split.labels for split in all_splits]), np.arange(count))


@pytest.mark.parametrize(("asked", "expected"), [(None, 20), (0, 0), (6, 6)])
def test_a_validation_split_of_the_sources_own_leaves_training_whole(asked, expected):
    raw = RawSplits(numbered(50), numbered(20, 50), numbered(9, 70), ("all",))
    splits = divide("x", raw, asked)
    assert sizes(splits) == (50, expected, 9)
    assert np.array_equal(splits.validation.labels, np.arange(50, 50 + expected))


@pytest.mark.parametrize("asked", [-1, 50, 51])
def test_a_validation_size_that_leaves_nothing_to_train_on_is_refused(asked):
    with pytest.raises(UserError, match="from 0 to 49"):
        divide("x", RawSplits(numbered(50), None, numbered(5), ("all",)), asked)


@pytest.mark.parametrize("asked", [-1, 21])
def test_more_validation_images_than_the_source_has_are_refused(asked):
    with pytest.raises(UserError, match="from 0 to 20"):
        divide("x", RawSplits(numbered(50), numbered(20), None, ("all",)), asked)


def test_every_head_and_tail_of_a_stratified_order_holds_the_classes_in_proportion():
    labels = np.repeat([0, 1, 2], [100, 50, 10])
    order = stratified_order(labels)
    assert np.array_equal(np.sort(order), np.arange(160))
    for head in range(1, 161):
        counts = np.bincount(labels[order[:head]], minlength=3)
        assert np.all(np.abs(counts - head * np.array([100, 50, 10]) / 160) < 2)


def test_a_stratified_order_shuffles_within_a_class_and_repeats():
    labels = np.zeros(100, np.int64)
    assert np.array_equal(stratified_order(labels), stratified_order(labels))
    assert np.mean(np.diff(stratified_order(labels)) == 1) < 0.1


def test_the_digest_is_sha256_over_types_shapes_and_bytes():
    split = Split(np.arange(4, dtype=np.uint8).reshape(1, 2, 2, 1), np.array([3], np.int64))
    expected = hashlib.sha256(
        b"|u1(1, 2, 2, 1)" + bytes(range(4)) + b"<i8(1,)" + (3).to_bytes(8, "little")
    )
    assert digest(split) == expected.hexdigest()[:16]


def test_the_digest_changes_with_any_pixel_label_shape_or_cut():
    images, labels = np.zeros((4, 2, 2, 1), np.uint8), np.zeros(4, np.int64)
    pixel, label = images.copy(), labels.copy()
    pixel[3, 1, 1, 0] = label[2] = 1
    whole = Split(images, labels)
    variants = [
        (whole,),
        (Split(pixel, labels),),
        (Split(images, label),),
        (Split(images.reshape(4, 4, 1, 1), labels),),
        cut(whole, 1),
        cut(whole, 0),
    ]
    assert len({digest(*variant) for variant in variants}) == len(variants)


def test_the_digest_does_not_depend_on_how_an_array_lies_in_memory():
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 4, 1), np.uint8)
    labels = np.arange(3)
    assert digest(Split(np.asfortranarray(images), labels)) == digest(Split(images, labels))


def good(count=6):
    return Split(np.zeros((count, 8, 8, 1), np.uint8), np.arange(count) % 2)


NAMES = ("even", "odd")


def test_splits_as_the_contract_says_pass():
    check_raw_splits(RawSplits(good(), None, None, NAMES), "x", 8, 1)
    check_raw_splits(RawSplits(good(), good(1), good(0), NAMES), "x", 8, 1)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ((good(), None, None, NAMES), "returns a tuple: give keras_gencmp.data.RawSplits"),
        (None, "returns a NoneType"),
        (RawSplits(None, None, None, NAMES), "a NoneType of training images"),
        (
            RawSplits(good(), tuple(good()), None, NAMES),
            "a tuple of validation images: give keras_gencmp.data.Split",
        ),
        (RawSplits(good(0), None, None, NAMES), "give one at least"),
        (RawSplits(good(), None, None, ()), "give a tuple of names"),
        (RawSplits(good(), None, None, (0, 1)), "give a tuple of names"),
        (RawSplits(good(), None, None, 2), "give a tuple of names"),
        (RawSplits(good(), None, None, ("one",)), "labels from 0 to 1: give labels from 0 to 0"),
        (
            RawSplits(good(), None, good()._replace(labels=np.full(6, -2)), NAMES),
            "test labels from -2 to -2",
        ),
        (
            RawSplits(good()._replace(images=np.zeros((6, 8, 8, 1))), None, None, NAMES),
            r"float64 \(6, 8, 8, 1\): give uint8 \(n, 8, 8, 1\)",
        ),
        (
            RawSplits(good()._replace(images=np.zeros((6, 8, 8), np.uint8)), None, None, NAMES),
            r"uint8 \(6, 8, 8\): give uint8 \(n, 8, 8, 1\)",
        ),
        (
            RawSplits(good()._replace(images=[[0]]), None, None, NAMES),
            "training images that are list",
        ),
        (
            RawSplits(good()._replace(labels=np.zeros(5, np.int64)), None, None, NAMES),
            r"int64 \(5,\): give int64 \(6,\)",
        ),
        (
            RawSplits(good()._replace(labels=np.zeros(6, np.int32)), None, None, NAMES),
            r"int32 \(6,\): give int64 \(6,\)",
        ),
    ],
)
def test_a_reader_that_breaks_the_contract_is_refused_with_the_mend(raw, words):
    with pytest.raises(UserError, match=f"^the reader of mine.py:read .*{words}"):
        check_raw_splits(raw, "mine.py:read", 8, 1)


def test_labelled_images_are_those_held_out_that_have_labels():
    def of(*labels):
        return Split(np.zeros((len(labels), 1, 1, 1), np.uint8), np.array(labels))

    def labels(validation, test):
        splits = Splits(of(0, 1), of(*validation), of(*test), ("a", "b"), "0", "x")
        return splits.labelled.labels.tolist()

    assert labels([0, 1], [1, 1]) == [1, 1]
    assert labels([0, 1], [-1, -1]) == [0, 1]
    assert labels([0, -1], [-1, -1]) == [0]
    assert labels([-1], [-1, -1]) == [-1, -1]
