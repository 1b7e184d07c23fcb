"""The lookup of a dataset's judge: shipped, stored, or fitted now."""

import numpy as np
import pytest
from evaluation_blobs import blobs

from keras_gencmp.errors import UserError
from keras_gencmp.judge import fit, lookup
from keras_gencmp.judge.network import network


@pytest.fixture
def fitted(monkeypatch):
    """The sizes of the datasets that judges are fitted to, which takes no time here."""
    sizes = []

    def untrained(split, classes, **options):
        sizes.append(len(split.labels))
        return network(split.images.shape[1:], classes, seed=0)

    monkeypatch.setattr(fit, "classifier", untrained)
    return sizes


def test_a_small_dataset_gets_its_judge_once(splits, fitted, capsys):
    first, second = (lookup.for_data(splits) for _ in range(2))
    assert fitted == [220]  # an eighth at most is held out: 20 images, to make 60
    assert first.identity == second.identity
    assert capsys.readouterr().err.count("fitting a judge to blobs") == 1


def test_the_facts_are_those_of_the_fit(splits, fitted):
    judge = lookup.fit(splits, seed=4, epochs=3, quiet=True)
    share = fit.accuracy(judge.probabilities(splits.test.images), splits.test.labels)
    assert judge.facts == {
        "kind": "classifier",
        "data": "blobs",
        "data_digest": splits.digest,
        "shape": [12, 12, 1],
        "classes": list(splits.classes),
        "images": 220,
        "epochs": 3,
        "seed": 4,
        "test_accuracy": share,
    }


def test_a_large_dataset_gets_its_judge_without_being_asked(splits, fitted):
    lookup.for_data(splits._replace(train=blobs(6_000, 0), digest="3" * 16))
    assert fitted == [5_980]  # all but those held out


def test_one_class_gets_random_features_that_tell_images_apart(splits):
    alone = splits._replace(classes=("all",), train=blobs(6_000, 0), digest="2" * 16)
    judge = lookup.for_data(alone)
    features = judge.features(blobs(60, 5).images)
    assert judge.classes == () and judge.facts["kind"] == "random"
    means = [features[label::3].mean(axis=0) for label in range(3)]
    spread = features[0::3].std(axis=0).mean()
    assert np.abs(means[0] - means[1]).mean() > spread


def test_a_judge_is_stored_where_it_is_asked_for(splits, fitted, tmp_path):
    path = tmp_path / "new" / "mine.npz"
    judge = lookup.fit(splits, seed=0, epochs=1, path=path)
    assert lookup.file.read(path).identity == judge.identity
    assert not lookup.stored(splits.digest).exists()


@pytest.mark.parametrize("name", ["file/judge.npz", "folder"])
def test_a_path_that_cannot_be_written_is_refused_before_training(splits, fitted, tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="choose another --output"):
        lookup.fit(splits, seed=0, path=tmp_path / name)
    assert fitted == []


def test_a_cache_that_cannot_be_written_is_refused_before_training(
    splits, fitted, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GENCMP_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="set GENCMP_CACHE"):
        lookup.for_data(splits)
    assert fitted == []


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("digits", "digits"),
        ("folder:/home/me/My Cats", "my-cats"),
        ("emnist/letters", "letters"),
        ("fashion_mnist", "fashion-mnist"),
        ("folder:/", "data"),
    ],
)
def test_names_in_identities_are_plain(name, plain):
    assert lookup.plain(name) == plain
    assert lookup.file.DATA_NAME.fullmatch(plain)


@pytest.mark.slow
def test_the_judge_of_mnist_classifies_its_test_digits(mnist):
    judge = lookup.for_data(mnist)
    share = fit.accuracy(judge.probabilities(mnist.test.images), mnist.test.labels)
    assert share >= 0.992
    assert share == pytest.approx(judge.facts["test_accuracy"], abs=2e-4)
    assert lookup.shipped("mnist").stat().st_size < 2**20


def test_the_shipped_judge_of_mnist_is_read():
    judge = lookup.file.read(lookup.shipped("mnist"))
    assert judge.identity.startswith("mnist-")
    assert judge.classes == tuple("0123456789") and judge.image_shape == (28, 28, 1)
