"""What an explorer shows, and its page."""

import base64
import json
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from small import built, images, narrow

from keras_gencmp import runs
from keras_gencmp.cli.explore import explore
from keras_gencmp.errors import UserError
from keras_gencmp.inspection.explorer import (
    ALONE,
    SIDE,
    STARTS,
    STEPS,
    directions,
    paths,
    planes,
    starts,
)
from keras_gencmp.recipes import recipe
from keras_gencmp.reports.explorer_page import names, outline, sprite, write

DIGITS = tuple("0123456789")

PAIRS = STARTS * (STARTS - 1) // 2


def model_of(name, **changes):
    return built(narrow(recipe.load(name)), **changes)


def test_two_dimensions_are_the_plane_itself_under_the_codes():
    model, split = model_of("conv-vae", latent=2), images(30)
    (plane,) = planes(model, split)
    assert (plane.coordinates, plane.reach) == ("z =", 2.5)
    assert plane.images.shape == (ALONE**2, 28, 28, 1) and plane.points.shape == (30, 2)
    corner = model.decode_many(np.array([[-2.5, 2.5]]))  # the first image is left and above
    np.testing.assert_allclose(plane.images[0], corner[0], atol=1e-5)
    codes = model.encode(split.images / 255.0, split.labels)
    np.testing.assert_allclose(plane.points, codes / 2.5, rtol=1e-4)


@pytest.mark.parametrize("name", ["dcgan", "conditional-vae", "infogan"])
def test_more_dimensions_have_a_plane_through_each_sample(name):
    model = model_of(name)
    found = planes(model, images(30))
    assert len(found) == STARTS and not any(len(plane.points) for plane in found)
    labels = np.arange(STARTS) % model.classes if model.conditional else None
    z = starts(model, STARTS)
    middle = np.stack([plane.images[SIDE**2 // 2] for plane in found])
    np.testing.assert_allclose(middle, model.decode_many(z, labels), atol=1e-5)


@pytest.mark.parametrize("name", ["dcgan", "conv-vae"])
def test_one_dimension_has_no_plane_to_explore(name, tmp_path, monkeypatch):
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    run = runs.start(recipe.override(recipe.load(name), {"latent": 1}), tmp_path, facts={})
    with pytest.raises(UserError, match="one latent dimension: explore needs two or more"):
        explore.main([run.name, "--root", str(tmp_path)], "explore", standalone_mode=False)
    with pytest.raises(UserError, match="two latent dimensions or more"):
        planes(model_of(name, latent=1), images(30))


@pytest.mark.parametrize("count", [1, 2])
def test_few_test_images_have_no_principal_directions(count):
    model = model_of("conditional-vae")
    first, *_ = planes(model, images(count))
    assert "random directions" in first.coordinates
    axes, codes = directions(model, images(count))
    assert np.linalg.matrix_rank(axes) == 2 and codes.shape == (count, model.latent)


def test_principal_directions_are_orthogonal_and_as_long_as_the_codes_spread():
    model, split = model_of("conditional-vae"), images(40)
    axes, codes = directions(model, split)
    lengths = np.linalg.norm(axes, axis=1)
    assert axes[0] @ axes[1] == pytest.approx(0.0, abs=1e-4 * lengths[0] ** 2)
    spread = (codes - codes.mean(axis=0)) @ axes[0] / lengths[0]
    assert spread.std() == pytest.approx(lengths[0], rel=1e-3)


@pytest.mark.parametrize("name", ["dcgan", "conditional-vae"])
def test_paths_join_every_pair_of_samples(name):
    found = paths(model_of(name))
    assert found.steps.shape == (PAIRS, STEPS, 28, 28, 1)
    np.testing.assert_allclose(found.steps[0, 0], found.starts[0], atol=1e-4)
    np.testing.assert_allclose(found.steps[0, -1], found.starts[1], atol=1e-4)
    np.testing.assert_allclose(found.steps[-1, -1], found.starts[-1], atol=1e-4)


def test_the_page_holds_all_images_and_needs_no_network(tmp_path):
    model = model_of("conv-vae", latent=2)
    shown = planes(model, images(30)), paths(model)
    classes = ["</script>", *DIGITS[1:]]
    path = write(tmp_path / "explorer.html", "a </script> title", *shown, classes)
    text = path.read_text()
    assert text.count("</script>") == 1 and "a &lt;/script&gt; title" in text
    content = json.loads(re.search(r"const content = (.*);", text)[1])
    assert content["classes"] == classes and content["size"] == [28, 28]
    assert content["planes"][0]["sprite"].startswith("data:image/png;base64,")
    assert len(content["shapes"]) == 10 and content["shapes"][0] != content["shapes"][1]
    assert not re.findall(r"https?://", text)


def test_a_sprite_has_no_gaps():
    data = sprite(np.linspace(0, 1, 6 * 4).reshape(6, 2, 2, 1), 3)
    picture = Image.open(BytesIO(base64.b64decode(data.partition(",")[2])))
    assert picture.size == (6, 4) and picture.mode == "L"


def test_no_two_of_ten_classes_have_one_shape_within_its_square():
    shapes = [np.array(outline(label)) for label in range(10)]
    assert len({shape.tobytes() for shape in shapes}) == 10
    for shape in shapes:
        assert np.abs(shape).max() == 0.5 and len(shape) >= 3


def test_names_of_classes_stand_near_their_points_and_apart():
    labels = np.arange(300) % 10
    points = np.random.default_rng(0).uniform(-0.2, 0.2, (300, 2)) + 0.01 * labels[:, None]
    found = names(points, labels, DIGITS)
    assert [label for label, _ in found] == list(range(10))
    places = np.array([place for _, place in found])
    gaps = np.abs(places[:, None] - places[None]).max(axis=-1)[np.triu_indices(10, 1)]
    assert gaps.min() > 0.06 and np.abs(places).max() < 0.6
    far = np.where(labels[:, None] == 3, 0.9, points)
    assert dict(names(far, labels, DIGITS))[3] == [0.9, 0.9]
    assert not names(points[:21], np.arange(21), [str(k) for k in range(21)])  # they would hide all
