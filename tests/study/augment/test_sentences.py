"""The answer of an augmentation study in words, with the digits of its table."""

import pytest
from augment_declarations import declaration

from keras_gencmp.metrics.estimate import over_seeds
from keras_gencmp.study.augment.augmentation import Outcome
from keras_gencmp.study.augment.gains import gains_of
from keras_gencmp.study.augment.page import arms_table, legend
from keras_gencmp.study.augment.plan import AUGMENTED, REAL, Plan
from keras_gencmp.study.augment.sentences import sentences
from keras_gencmp.study.augment.shares import gain, share, share_alone, signed
from keras_gencmp.study.augment.support import Support, support_of, used_whole, warning
from keras_gencmp.study.statistics import paired

RARE = declaration(labels=(100,), rare="defect", rare_images=16)
ARM = "real + rare class filled up by g"
MANY = Support(50, 1, "defect", 50)


def outcome(ours, base, on=MANY, alarms=()):
    values = {REAL: base, ARM: ours}
    means = {(100, name): over_seeds(each) for name, each in values.items()}
    found = {(100, f"g{index}"): seeds for index, seeds in enumerate(alarms)}
    return Outcome("recall of defect", means, {}, gains_of(100, values), {}, on, found)


def said(*arguments, **options):
    return sentences(RARE, outcome(*arguments, **options))


def test_two_test_images_are_too_few_and_that_is_said_first():
    first, second = said([1.0, 0.5, 0.5], [0.5, 1.0, 0.0], Support(2, 1, "defect", 2))
    assert first == (
        "2 test images of defect are too few for a verdict: each is worth 50 points of its recall, "
        "so have 20 or more."
    )
    assert "With 100 labels a class and 16 of defect" in second and "on 2 test images" in second


@pytest.mark.parametrize(
    "on, words",
    [
        (Support(20, 1, "defect", 20), ""),
        (Support(19, 1, "defect", 19), "19 test images of defect are too few"),
        (Support(2, 1, "8", 2), "2 test images of class 8 are too few"),
        (Support(1, 1, "defect", 1), "1 test image of defect is too few"),
        (Support(21, 3, "defect", 7), ""),
        (Support(202, 3, "defect", 2), "worth 16.7 points of the accuracy, so have 7 or more"),
    ],
)
def test_they_are_enough_where_one_is_worth_5_points_at_most(on, words):
    assert (words in warning(on)) if words else warning(on) == ""
    assert bool(words) == (on.worth > 5.0)


def test_test_images_are_those_of_the_rare_class_or_all(small):
    assert support_of(small, "") == Support(40, 3, "one", 13)
    assert support_of(small, "nought") == Support(14, 1, "nought", 14)
    labels = small.test.labels.copy()
    labels[labels == 2] = -1
    some = small._replace(test=small.test._replace(labels=labels))
    assert support_of(some, "") == Support(27, 2, "one", 13)


def test_sentence_and_table_show_the_same_digits():
    results = outcome([1.0, 0.5, 0.5], [0.5, 1.0, 0.0])
    (sentence,) = sentences(RARE, results)
    rows = arms_table(Plan("", RARE, 1, 1.0), results._replace(means=AnyArm(results.means))).rows
    assert rows[0][1].text == "50 (0 to 100)" and "against 50 % of real" in sentence
    assert share(results.means[100, ARM]) == "67 (0 to 100)"
    assert "has 67 % recall of defect against" in sentence
    assert "(+17 points, 95 % interval -100 to +100, paired over 3 seeds and the test" in sentence


class AnyArm(dict):
    """Means in which every arm is that of the real images, unless it has its own."""

    def __missing__(self, key):
        return self[key[0], REAL]


def test_shares_end_at_0_and_100_and_others_keep_their_margin():
    assert share(over_seeds([0.93, 0.91, 0.92])) == "92.0 ± 2.5"
    assert share_alone(over_seeds([0.93, 0.91, 0.92])) == "92.0"
    assert share(over_seeds([1.0, 0.5, 1.0])) == "83 (12 to 100)"
    assert share(over_seeds([0.0, 0.02, 0.0])) == "0.7 (0.0 to 3.5)"
    assert share(over_seeds([0.625])) == share_alone(over_seeds([0.625])) == "62.5"
    assert share(over_seeds([1.0, 1.0])) == "100"  # equal values tell no spread
    assert share(over_seeds([0.1] * 3)) == "10"  # NumPy's spread of these is 1e-17
    half = paired([1.0, 0.5, 0.9], [0.5, 0.5, 0.5])
    assert gain(half) == "30 ± 66" and signed(half) == ("+30", "-36", "+96")
    assert gain(paired([1.0, 0.0], [0.0, 0.5])) == "25 (-100 to 100)"
    assert signed(paired([1.0, 0.0], [0.0, 0.5])) == ("+25", "-100", "+100")


def test_arms_without_an_error_have_nothing_to_gain():
    (sentence,) = said([1.0, 1.0], [1.0, 1.0])
    assert sentence == (
        "With 100 labels a class and 16 of defect the best arm with generated images, "
        "real + rare class filled up by g, and real both classify all of the 50 test images of "
        "defect right, in every seed: there is nothing to gain."
    )


def test_arms_that_are_equal_in_every_seed_have_no_gain():
    (sentence,) = said([0.5, 0.75], [0.5, 0.75])
    assert "and real have the same recall of defect in every seed, 62 % on average" in sentence
    assert sentence.endswith("on 50 test images: there is no gain.")


def test_a_gain_that_is_the_same_in_every_seed_has_no_interval():
    (sentence,) = said([0.75, 0.5], [0.5, 0.25])
    assert sentence.endswith(
        "; the gain is +25 points in every seed, so that its spread is not known."
    )


def test_one_seed_says_nothing_about_the_difference():
    (sentence,) = said([0.75], [0.5])
    start, _, end = sentence.partition(" has 75 % recall of defect against 50 % of real, ")
    assert start.endswith("real + rare class filled up by g,")
    assert end == "on 50 test images; one seed says nothing about the difference."


def test_alarms_are_one_sentence_for_each_generator():
    (_, sentence) = said([0.75], [0.5], alarms=([["low", "few"], [], ["low"]], [[], [], []]))
    assert sentence == "g0 raised alarms in 2 of 3 seeds with 100 labels a class. The first: low."


CLEAR = [0.9, 0.91, 0.92], [0.5, 0.52, 0.51]


@pytest.mark.parametrize(("images", "word"), [(19, "no verdict"), (20, "a significant gain")])
def test_test_images_that_are_too_few_carry_no_verdict(images, word):
    results = outcome(*CLEAR, Support(images, 1, "defect", images))
    *_, sentence = sentences(RARE, results)
    assert f", on {images} test images: {word} (+40.0 points" in sentence
    rows = arms_table(
        Plan("", RARE, 1, 1.0),
        results._replace(
            means=AnyArm(results.means), gains=[results.gains[0]._replace(arm=AUGMENTED)]
        ),
    ).rows
    (cell,) = [row[2].text for row in rows if row[0].text == AUGMENTED]
    assert cell == ("40.0 ± 2.5" if images < 20 else "40.0 ± 2.5 *")


@pytest.mark.parametrize(("images", "word"), [(128, "gain on these images ("), (129, "gain (")])
def test_results_of_an_earlier_version_hold_for_their_test_images(images, word):
    results = outcome(*CLEAR, Support(images, 1, "defect", images))._replace(over_images=False)
    first, second = sentences(RARE, results)
    assert first.startswith(f"The gains hold for these {images} test images, and others might")
    assert f"a significant {word}+40.0" in second and "paired over 3 seeds, p" in second
    assert "are over seeds, too" in legend(results)
    assert "over seeds and test images" in legend(results._replace(over_images=True))


def test_training_images_that_every_seed_has_are_said(small):
    every = declaration(labels=(9,), rare="one", rare_images=40)
    assert used_whole(every, small) == "one" and used_whole(declaration(labels=(9,)), small) == ""
    assert used_whole(declaration(labels=(9, 40)), small) == "every class"
    said = sentences(RARE, outcome(*CLEAR)._replace(same="defect"))
    assert said[1:] == [
        "With 100 labels a class every seed has the same training images of defect, all that there "
        "are: others might give other gains."
    ]
