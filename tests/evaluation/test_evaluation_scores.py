"""Scores of small images: their columns, intervals, ratios, reasons and errors."""

import inspect

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation import inputs as inputs_of_metrics
from keras_gencmp.evaluation.evaluate import load_metrics
from keras_gencmp.evaluation.inputs import Inputs
from keras_gencmp.evaluation.loading import LoadedMetric, names, parameters
from keras_gencmp.evaluation.measure import measure
from keras_gencmp.evaluation.model_inputs import ModelInputs
from keras_gencmp.evaluation.nearest_images import gallery
from keras_gencmp.evaluation.score import Score, from_json, to_json, with_ratios
from keras_gencmp.judge.judge import Judge
from keras_gencmp.metrics import selection
from keras_gencmp.metrics.errors import MetricError, Undefined
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.metrics.metric import CHANNELS, CLASSES, JUDGE, Column, Metric
from keras_gencmp.metrics.registry import METRICS

OF_IMAGES = [name for name, row in METRICS.items() if row.baselines is None]
OF_ONE_CHANNEL = [name for name in OF_IMAGES if CHANNELS not in METRICS[name].needs]


def of_images(protocol, images, given, *names):
    """The scores of images in the metrics of these names."""
    metrics = load_metrics(selection.chosen(names))
    return measure(Inputs(protocol, lambda: (images, given)), metrics, "blobs")


def of_blobs(protocol, *names, seed=9):
    return of_images(protocol, *blobs(60, seed), *names)


def of_function(protocol, function, **fields):
    """The scores of blobs in a metric of one function."""
    metric = Metric("mine", "mine.py:mine", columns=(Column("mine", "mine"),), **fields)
    loaded = LoadedMetric(metric, function, parameters(function, "mine"))
    return measure(Inputs(protocol, lambda: blobs(60, 9)), [loaded], "blobs")


@pytest.mark.parametrize("name", OF_ONE_CHANNEL)
def test_a_metric_gives_the_columns_of_its_row_with_intervals_judge_n_and_seed(name, protocol):
    found = of_blobs(protocol, name)
    assert list(found) == [column.name for column in METRICS[name].columns]
    for column, one in found.items():
        assert one.value is not None and np.isfinite(one.value), one
        assert one.seed == 0 and 0 < one.n <= 60
        assert one.judge == ("blobs-00000000" if JUDGE in METRICS[name].needs else None)
        assert one.low is None or one.low <= one.value <= one.high, column
        assert all(type(end) in (float, type(None)) for end in one[1:4]), column  # not NumPy's
        assert to_json(from_json(to_json(one))) == to_json(one)


def test_scores_repeat_to_the_bit(protocol):
    assert of_blobs(protocol, *OF_ONE_CHANNEL) == of_blobs(protocol, *OF_ONE_CHANNEL)


@pytest.mark.parametrize("name", METRICS)
def test_a_row_states_the_needs_that_the_parameters_of_its_metric_have(name):
    (loaded,) = load_metrics(selection.chosen([name]))
    asked, row = set(loaded.parameters), METRICS[name]
    of_classes = bool(asked & set(inputs_of_metrics.OF_CLASSES))
    of_judge = of_classes or bool(asked & set(inputs_of_metrics.OF_FEATURES))
    assert (JUDGE in row.needs) == (of_judge or "channel_probabilities" in asked)
    assert (CLASSES in row.needs) == of_classes
    assert (CHANNELS in row.needs) == ("channel_probabilities" in asked)
    assert ("labels" in row.needs) == ("given_labels" in asked)
    of_codes = asked & {"codes", "training_codes", "reconstructions"}
    assert ("encoder" in row.needs) == bool(of_codes)
    assert asked <= names(Inputs) or row.baselines is not None


@pytest.mark.parametrize("kind", [Inputs, ModelInputs])
def test_every_input_is_documented(kind):
    for name in names(kind):
        assert inspect.getdoc(getattr(kind, name)), name


def test_a_judge_without_classes_has_no_opinion_and_says_so(protocol):
    protocol.__dict__["judge"] = Judge("random", (), protocol.judge.network)
    of_classes = [name for name in OF_IMAGES if CLASSES in METRICS[name].needs]
    assert len(of_classes) >= 6
    for one in of_blobs(protocol, *of_classes).values():
        assert one.value is None and "no classes" in one.note and one.judge is None
    assert of_blobs(protocol, "fid")["fid"].value > 0


def test_a_model_that_loses_a_class_has_no_mean_over_classes(protocol):
    split = blobs(60, 9)
    found = of_images(protocol, split.images[split.labels > 0], None, "class-fid")["class_fid"]
    assert found.value is None and "fewer than 2 images of nought" in found.note
    assert found.detail["one"] > 0


def test_a_class_that_no_real_image_is_of_makes_the_divergence_infinite(protocol):
    split = blobs(60, 2)
    protocol.__dict__["real"] = protocol.image_set(split.images[split.labels != 1])
    found = of_blobs(protocol, "classes")
    assert found["class_kl"].value is None and "infinite" in found["class_kl"].note
    assert found["class_kl"].judge is None and found["missing_classes"].judge == "blobs-00000000"


def test_stacked_digits_have_three_channels(protocol):
    assert "three channels" in of_blobs(protocol, "modes")["modes"].note


def test_stacked_digits_are_classified_by_the_judge_of_mnist(protocol):
    images = np.random.default_rng(0).integers(0, 256, (30, 28, 28, 3), dtype=np.uint8)
    found = of_images(protocol, images, None, "modes")
    assert found["modes"].judge.startswith("mnist-") and found["modes"].value >= 1
    assert "confidence is" in found["modes_kl"].note


def test_images_of_nan_have_no_scores_that_ask_for_images(protocol):
    images = np.full((60, 12, 12, 1), np.nan)
    found = of_images(protocol, images, None, "fid", "sharpness", "memorisation")
    assert all(one.value is None and "NaN" in one.note for one in found.values())


def test_an_undefined_metric_has_a_reason_for_every_column(protocol):
    def mine(features):
        raise Undefined("there is nothing", {"a": 1})

    made = {"protocol": protocol.statement.digest, "version": 1}
    assert of_function(protocol, mine) == {
        "mine": Score("mine", None, note="there is nothing", detail={"a": 1}, **made)
    }


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (lambda features: features @ np.ones(3), "ValueError: matmul"),
        (lambda features: {}["key"], "KeyError: 'key'"),
        (lambda features: None, "TypeError: float"),
        (lambda features: np.zeros(2), "TypeError: "),
        (lambda features: float("nan"), "ValueError: it returned nan"),
        (lambda features: Estimate(np.inf), "ValueError: it returned inf"),
        (lambda features: {"other": 1.0}, "its columns are ['mine'], but it returned ['other']"),
    ],
)
def test_an_error_of_a_metric_surfaces_with_its_name(mine, words, protocol):
    with pytest.raises(MetricError, match="^metric 'mine' failed for blobs: ") as error:
        of_function(protocol, mine)
    assert words in str(error.value)


def test_an_error_of_the_user_stays_one_sentence(protocol):
    def mine(features):
        raise UserError("fit a judge first")

    with pytest.raises(UserError, match="^fit a judge first$"):
        of_function(protocol, mine)


def test_a_metric_may_return_a_number_an_estimate_or_a_mapping(protocol):
    for result in (np.float32(2.0), 2, Estimate(2.0), {"mine": 2.0}, {"mine": Estimate(2.0)}):
        (found,) = of_function(protocol, lambda features, result=result: result).values()
        assert (found.name, found.value, found.n) == ("mine", 2.0, 60)
        assert found.judge == "blobs-00000000"


def test_parameters_with_a_default_are_the_metrics_own(protocol):
    def mine(images, power=2, *rest, **options):
        return float(len(images)) ** power

    found = of_function(protocol, mine)["mine"]
    assert found.value == 3600 and found.judge is None


def test_a_parameter_that_is_no_input_is_refused_with_those_that_are():
    with pytest.raises(
        UserError, match="asks for 'foo', .* choose from .*features, .*real_features"
    ):
        parameters(lambda features, foo: 1.0, "mine")
    with pytest.raises(UserError, match="no function"):
        parameters(3, "mine")


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
    columns = {"fid": Column("fid", "FID")}
    found = with_ratios({"fid": Score("fid", value)}, {"fid": floor}, columns)["fid"]
    assert (found.ratio, found.at_least) == (ratio, at_least)


def test_a_floor_below_0_says_why_there_is_no_ratio():
    columns, floor = {"fid": Column("fid", "FID")}, {"fid": Score("fid", -2.0, -3.0, -1.0)}
    once = with_ratios({"fid": Score("fid", 5.0, note="so")}, floor, columns)
    assert once["fid"].ratio is None
    assert once["fid"].note == "so; no ratio, as real images score below 0"
    assert with_ratios(once, floor, columns) == once


def test_some_columns_have_no_ratio():
    scores, floor = {"a": Score("a", 2.0)}, {"a": Score("a", 1.0, 0.5, 1.5)}
    for ratio in (True, False):
        found = with_ratios(scores, floor, {"a": Column("a", "A", ratio=ratio)})["a"]
        assert found.ratio == (2.0 if ratio else None)


def test_a_score_in_json_holds_no_nan():
    one = Score("fid", 1.0, detail={"a": float("nan"), "b": np.arange(2), "c": [np.inf, 1]})
    assert to_json(one)["detail"] == {"a": None, "b": [0, 1], "c": [None, 1]}


def test_the_margin_is_half_of_the_interval():
    assert Score("fid", 10.0, 6.0, 14.0).margin == 4.0
    assert Score("fid", 10.0).margin is None


def test_the_gallery_shows_each_image_above_its_nearest_training_image(protocol):
    class Copier:
        def images(self, few):
            return protocol.sets.training.images[: few.n]

    figure = gallery(protocol, Copier(), pairs=4)
    (pixels,) = (image.get_array() for axes in figure.axes for image in axes.images)
    assert np.allclose(pixels[:12], pixels[14:26])  # the gap between the rows is 2 pixels


@pytest.mark.parametrize("part", ["held_out", "training", "reference"])
def test_no_generator_holds_the_images_that_choose_the_width_of_its_windows(
    part, protocol, monkeypatch
):
    from keras_gencmp.metrics import parzen
    from keras_gencmp.metrics.pixels import flat

    seen = {}
    whole = parzen.window_log_likelihood

    def spied(tested, generated, *, validation):
        seen.update(tested=tested, validation=validation)
        return whole(tested, generated, validation=validation)

    monkeypatch.setattr(parzen, "window_log_likelihood", spied)
    images, _ = getattr(protocol.sets, part)
    of_images(protocol, images, None, "parzen")
    taken = {row.tobytes() for row in seen["validation"]}
    if part == "reference":  # these alone are theirs, and none of them is tested
        assert taken <= {row.tobytes() for row in flat(images)}
        assert not taken & {row.tobytes() for row in seen["tested"]}
    else:
        assert not taken & {row.tobytes() for row in flat(images)}
