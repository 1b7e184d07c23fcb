"""The judge: what it sees, how it is stored and found, and that it can be made."""

import keras
import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.errors import UserError
from keras_gencmp.judge import file, fit, lookup
from keras_gencmp.judge.judge import Judge, identity, quantised, shaped
from keras_gencmp.judge.network import network


def test_features_are_non_negative_and_probabilities_sum_to_one(judge):
    features, probabilities = judge.look(blobs(7, 0).images)
    assert features.shape == (7, 128) and (features >= 0).all()
    assert probabilities.shape == (7, 3)
    assert probabilities.sum(axis=1) == pytest.approx(1.0)


def test_what_the_judge_sees_does_not_depend_on_the_batch(judge):
    images = blobs(600, 0).images
    whole = judge.features(images)
    assert judge.features(images[511:512]) == pytest.approx(whole[511:512], abs=1e-5)


def test_floats_are_rounded_to_bytes_before_the_judge_sees_them(judge):
    images = blobs(5, 0).images
    shaken = images / 255 + np.random.default_rng(0).uniform(-1.9e-3, 1.9e-3, images.shape)
    assert (quantised(np.clip(shaken, 0, 1)) == images).all()
    assert (judge.features(np.clip(shaken, 0, 1)) == judge.features(images)).all()


def test_padding_is_cut_off_and_colour_is_dropped():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    assert (shaped(padded, (28, 28, 1)) == images).all()
    assert (shaped(padded.repeat(3, axis=-1), (28, 28, 1)) == images).all()


def test_a_judge_computes_in_float32_whatever_the_policy():
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    model = network((12, 12, 1), 3, seed=0)
    assert {output.dtype for output in model.outputs} == {"float32"}
    assert {layer.compute_dtype for layer in model.layers[1:]} == {"float32"}


def test_making_a_judge_touches_no_global_seed():
    keras.utils.set_random_seed(3)
    expected = np.random.random(), keras.random.uniform(())
    keras.utils.set_random_seed(3)
    network((12, 12, 1), 3, seed=0)
    assert (np.random.random(), keras.random.uniform(())) == expected


def test_the_identity_follows_every_weight():
    weights = [np.zeros((2, 3), "float16"), np.ones(4, "float16")]
    changed = [weights[0], np.array([1, 1, 1, 2], "float16")]
    reshaped = [weights[0].reshape(3, 2), weights[1]]
    names = {identity("a", each) for each in (weights, changed, reshaped)}
    assert len(names) == 3 and identity("a", weights) in names


def test_a_judge_comes_back_from_its_file_as_it_was_stored(tmp_path):
    model = network((12, 12, 1), 3, seed=5)
    facts = {"kind": "classifier", "data": "blobs", "shape": [12, 12, 1], "classes": list("abc")}
    file.write(tmp_path / "judge.npz", model, facts)
    found, images = file.read(tmp_path / "judge.npz"), blobs(4, 0).images
    direct = Judge("", (), model).features(images)
    assert found.features(images) == pytest.approx(direct, abs=2e-3 * float(direct.max()))
    assert found.identity.startswith("blobs-") and found.classes == ("a", "b", "c")


@pytest.mark.parametrize("content", [b"", b"PK cut off", b"no archive at all"])
def test_a_damaged_judge_is_one_sentence(tmp_path, content):
    (tmp_path / "judge.npz").write_bytes(content)
    with pytest.raises(UserError, match="fit it again"):
        file.read(tmp_path / "judge.npz")


def test_a_small_dataset_gets_its_judge_once(splits, monkeypatch, capsys):
    fitted = []

    def untrained(split, classes, **options):
        fitted.append(len(split.labels))
        return network(split.images.shape[1:], classes, seed=0)

    monkeypatch.setattr(fit, "classifier", untrained)
    first, second = (lookup.for_data(splits) for _ in range(2))
    assert fitted == [220]  # an eighth at most is held out: 20 images, to make 60
    assert first.identity == second.identity
    assert "fitting a judge to blobs" in capsys.readouterr().err


def test_a_large_dataset_names_the_command_that_fits_its_judge(splits):
    large = splits._replace(train=blobs(6_000, 0))
    with pytest.raises(UserError, match="gencmp judge fit --dataset blobs --image-size 12"):
        lookup.for_data(large)


def test_one_class_gets_random_features_that_tell_images_apart(splits):
    alone = splits._replace(classes=("all",), train=blobs(6_000, 0), digest="2" * 16)
    judge = lookup.for_data(alone)
    features = judge.features(blobs(60, 5).images)
    assert judge.classes == ()
    means = [features[label::3].mean(axis=0) for label in range(3)]
    spread = features[0::3].std(axis=0).mean()
    assert np.abs(means[0] - means[1]).mean() > spread


def test_a_classifier_learns_what_can_be_told_apart():
    model = fit.classifier(blobs(240, 0), 3, seed=0, epochs=8, quiet=True)
    test = blobs(90, 7)
    logits = np.asarray(model(test.images.astype("float32") / 255)[1])
    assert fit.accuracy(logits, test.labels) > 0.95


def test_images_are_moved_about_their_centre():
    middle = np.zeros((4, 9, 9, 1), "float32")
    middle[:, 4, 4] = 1.0
    draws = np.zeros((4, 4), "float32")
    draws[0], draws[1] = [1, -1, 0, 0], [0, 0, 1, -1]  # turned both ways, scaled both ways
    matrices = np.asarray(fit._transforms(draws, 9)).reshape(4, 4, 2)[:, :3].reshape(4, 6)
    x = y = 4.0
    read = np.stack(
        [
            matrices[:, 0] * x + matrices[:, 1] * y + matrices[:, 2],
            matrices[:, 3] * x + matrices[:, 4] * y + matrices[:, 5],
        ],
        axis=1,
    )
    assert read == pytest.approx(np.full((4, 2), 4.0), abs=1e-5)


@pytest.mark.slow
def test_the_judge_of_mnist_knows_its_test_digits(mnist):
    judge = lookup.for_data(mnist)
    share = fit.accuracy(judge.probabilities(mnist.test.images), mnist.test.labels)
    assert share >= 0.992
    assert share == pytest.approx(judge.facts["test_accuracy"], abs=2e-4)
    assert lookup.shipped("mnist").stat().st_size < 2**20
