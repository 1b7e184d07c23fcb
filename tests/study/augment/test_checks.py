"""Data that an augmentation study refuses, and the number of images of its rare class."""

import numpy as np
import pytest
from augment_declarations import declaration

from keras_gencmp.data import Split
from keras_gencmp.errors import UserError
from keras_gencmp.study.augment.checks import settled


def without(splits, counts, test=(10, 10, 10)):
    """The splits with so many training and test images of each class."""

    def chosen(split, counts):
        rows = [np.flatnonzero(split.labels == label)[:n] for label, n in enumerate(counts)]
        rows = np.concatenate(rows)
        return Split(split.images[rows], split.labels[rows])

    return splits._replace(train=chosen(splits.train, counts), test=chosen(splits.test, test))


@pytest.fixture
def few(small):
    return without(small, (40, 40, 16))


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"generators": ("vae",)}, "vae takes no labels: name conditional models"),
        ({"rare": "x", "rare_images": 2}, "no class 'x' in blobs: choose from nought, one, two"),
        (
            {"labels": (4, 20)},
            "16 training images of two: give --labels 16 or less, or .* --rare two",
        ),
        (
            {"labels": (41,), "rare": "two"},
            "40 training images of nought: give --labels 40 or less$",
        ),
        ({"labels": (30,), "rare": "two", "rare_images": 17}, "give --rare two=16 or less"),
        ({"labels": (10,), "rare": "two"}, "two has 16 training images .* give --labels above 16"),
        ({"labels": (16,), "rare": "two"}, "give --labels above 16"),
    ],
)
def test_what_the_data_do_not_bear_out_is_one_sentence(changes, sentence, few):
    with pytest.raises(UserError, match=sentence):
        settled(declaration(**changes), few)


def test_a_rare_class_has_its_own_number_and_others_have_labels(few):
    for asked, found in ((16, 16), (5, 5), (0, 16)):  # 0 are all that there are
        study = settled(declaration(labels=(40,), rare="two", rare_images=asked), few)
        assert study == declaration(labels=(40,), rare="two", rare_images=found)


def test_every_image_of_a_class_may_be_used(few):
    assert settled(declaration(labels=(16,)), few) == declaration(labels=(16,))


def test_classes_without_images_are_refused(small):
    rare = declaration(rare="two", rare_images=1)
    with pytest.raises(UserError, match="no test images of two, the rare class"):
        settled(rare, without(small, (9, 9, 9), (9, 9, 0)))
    with pytest.raises(UserError, match="no training images of two, the rare class"):
        settled(rare, without(small, (9, 9, 0)))
    with pytest.raises(UserError, match="no training images of one$"):
        settled(rare, without(small, (9, 0, 9)))
    unlabelled = small.test._replace(labels=np.full(len(small.test.labels), -1))
    with pytest.raises(UserError, match="blobs has no labelled test images"):
        settled(declaration(), small._replace(test=unlabelled))
    one = small._replace(classes=("nought",))
    with pytest.raises(UserError, match="blobs has one class, .* folders of their classes"):
        settled(rare, one)
