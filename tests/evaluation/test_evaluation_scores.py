"""Scores of small images: their names, intervals, ratios and reasons."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.evaluation import names, score
from keras_gencmp.evaluation.evaluate import MODEL_FAMILIES
from keras_gencmp.evaluation.intervals import spread
from keras_gencmp.evaluation.memory import authentic
from keras_gencmp.evaluation.nearest_images import gallery
from keras_gencmp.evaluation.score import MEANINGS, Score, against_floor, from_table, to_table
from keras_gencmp.evaluation.scores import FAMILIES, plain, scores
from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics.memorisation import auth_pct
from keras_gencmp.metrics.uncertainty import interval


def of_blobs(protocol, families, seed=9):
    made = protocol.observe(*blobs(60, seed))
    return {
        one.name: one for one in scores(protocol, made, {name: FAMILIES[name] for name in families})
    }


def test_every_metric_has_a_family_and_every_score_a_meaning():
    assert tuple(FAMILIES) == names.OF_IMAGES
    assert tuple(MODEL_FAMILIES) == names.OF_MODELS
    found = [
        one for family in (*FAMILIES.values(), *MODEL_FAMILIES.values()) for one in family.names
    ]
    assert sorted(found) == sorted(MEANINGS)


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"modes"}))
def test_a_family_gives_the_scores_it_names_with_intervals_judge_n_and_seed(family, protocol):
    found = of_blobs(protocol, [family])
    assert tuple(found) == FAMILIES[family].names
    for name, one in found.items():
        assert one.value is not None and np.isfinite(one.value), one
        assert one.seed == 0 and 0 < one.n <= 60
        assert one.judge == (None if name in ("sharpness", "parzen") else "blobs-00000000")
        if name != "missing_classes":
            assert one.low <= one.value <= one.high
        assert from_table(to_table(one)) == Score(*to_table(one).values())


def test_scores_repeat_to_the_bit(protocol):
    usual = [name for name in names.OF_IMAGES if name != "modes"]
    assert of_blobs(protocol, usual) == of_blobs(protocol, usual)


def test_a_judge_without_classes_has_no_opinion_and_says_so(protocol):
    protocol.__dict__["judge"] = Judge("random", (), protocol.judge.network)
    for name in ("is", "classes", "per-class", "diversity", "conditional"):
        for one in of_blobs(protocol, [name]).values():
            assert one.value is None and "no classes" in one.note
    assert of_blobs(protocol, ["fid"])["fid"].value > 0


def test_a_model_that_loses_a_class_has_no_mean_over_classes(protocol):
    split = blobs(60, 9)
    made = protocol.observe(split.images[split.labels > 0])
    found = {one.name: one for one in scores(protocol, made, {"per-class": FAMILIES["per-class"]})}
    assert found["class_fid"].value is None and "fewer than 2 images of" in found["class_fid"].note


def test_a_class_that_no_real_image_is_of_makes_the_divergence_infinite(protocol):
    split = blobs(60, 2)
    protocol.__dict__["real"] = protocol.observe(split.images[split.labels != 1])
    found = of_blobs(protocol, ["classes"])
    assert found["class_kl"].value is None and "infinite" in found["class_kl"].note


def test_stacked_digits_have_three_channels(protocol):
    found = of_blobs(protocol, ["modes"])
    assert "three channels" in found["modes"].note


def test_nan_images_are_refused_before_the_judge(protocol):
    with pytest.raises(ValueError, match="NaN"):
        protocol.observe(np.full((3, 12, 12, 1), np.nan))


def test_intervals_are_those_of_the_metrics_room():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(50, 2)), random.normal(size=(40, 2))

    def metric(a, b):
        return float(a.mean() - b.std())

    for halves in (True, False):
        expected = interval(metric, x, y, repeats=20, halves=halves, seed=3)
        found = spread(lambda *pair: [metric(*pair), 1.0], (x,), (y,), halves=halves, seed=3)
        assert found.at(0) == pytest.approx(expected[:3])
        assert found.at(1) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("copies", [0, 5])
def test_authentic_points_are_those_of_the_whole_definition(copies):
    random = np.random.default_rng(0)
    train = random.normal(size=(300, 4)).astype("float32")
    train[10:20] = train[:10]
    generated = random.normal(size=(80, 4)).astype("float32")
    generated[:copies] = train[:copies]
    assert 100 * authentic(train, generated).mean() == pytest.approx(auth_pct(train, generated))


@pytest.mark.parametrize(
    ("value", "floor", "ratio", "at_least"),
    [
        (6.0, Score("fid", 2.0, 1.5, 2.5), 3.0, False),
        (6.0, Score("fid", 2.0, -0.5, 3.0), 2.0, True),  # the floor may be 0
        (2.5, Score("fid", 2.0, -0.5, 3.0), None, False),  # and this may be the floor
        (6.0, Score("fid", -1.0, -3.0, -0.5), None, False),
        (6.0, Score("fid", None), None, False),
        (-1.0, Score("fid", 2.0, 1.0, 3.0), 0.0, False),
    ],
)
def test_the_ratio_is_to_the_floor_or_a_bound_where_the_floor_may_be_0(
    value, floor, ratio, at_least
):
    (found,) = against_floor([Score("fid", value)], {"fid": floor})
    assert (found.ratio, found.at_least) == (ratio, at_least)


def test_some_scores_have_no_ratio():
    floor = {"copying": Score("copying", 1.0, 0.5, 1.5)}
    assert against_floor([Score("copying", 2.0)], floor)[0].ratio is None


def test_a_score_in_json_holds_no_nan():
    one = Score("fid", 1.0, detail={"a": float("nan"), "b": np.arange(2), "c": [np.inf, 1]})
    assert to_table(one)["detail"] == {"a": None, "b": [0, 1], "c": [None, 1]}


@pytest.mark.parametrize(
    ("sentence", "remark"),
    [
        ("The rows differ.", "the rows differ"),
        ("GAN has no encoder", "GAN has no encoder"),
        ("InfoGAN takes no labels", "InfoGAN takes no labels"),
    ],
)
def test_an_error_becomes_a_remark(sentence, remark):
    assert plain(ValueError(sentence)) == remark


def test_a_normal_interval_is_1_96_errors_wide():
    found = score.around("fid", 10.0, 2.0, 5)
    assert (found.low, found.high) == pytest.approx((6.08, 13.92))
    assert found.margin == pytest.approx(3.92)


def test_the_gallery_shows_each_image_above_its_nearest_training_image(protocol):
    class Copier:
        def images(self, few):
            return protocol.parts.fitting.images[: few.n], None

    figure = gallery(protocol, Copier(), pairs=4)
    (pixels,) = (image.get_array() for axes in figure.axes for image in axes.images)
    assert np.allclose(pixels[:12], pixels[14:26])  # the gap between the rows is 2 pixels


@pytest.mark.parametrize("part", ["held_out", "fitting", "reference"])
def test_no_generator_holds_the_images_that_choose_the_width_of_its_windows(
    part, protocol, monkeypatch
):
    from keras_gencmp.evaluation import pixels

    seen = {}
    real = pixels.parzen_log_likelihood
    monkeypatch.setattr(
        pixels,
        "parzen_log_likelihood",
        lambda tested, made, validation: (
            seen.update(tested=tested, validation=validation)
            or real(tested, made, validation=validation)
        ),
    )
    images, _ = getattr(protocol.parts, part)
    pixels.parzen(protocol, protocol.observe(images))
    taken = {row.tobytes() for row in seen["validation"]}
    if part == "reference":  # these alone are theirs, and none of them is tested
        assert taken <= {row.tobytes() for row in pixels.flat(images)}
        assert not taken & {row.tobytes() for row in seen["tested"]}
    else:
        assert not taken & {row.tobytes() for row in pixels.flat(images)}
