"""Arrays of images: what is in [0, 1] or bytes is taken as it is, and nothing else is guessed."""

import numpy as np
import pytest

import keras_gencmp as gg
from keras_gencmp.api.pixels import as_floats, checked
from keras_gencmp.errors import UserError

X = np.random.default_rng(0).random((30, 28, 28, 1))
BYTES = np.rint(255 * X).astype(np.uint8)
WRONG = [
    (255.0 * X, "float64 from 0.* to 255: bring it to .0, 1., as by x / 255, or give uint8"),
    (BYTES.astype(np.int64), "int64 from 0 to 255: .* x / 255"),
    (257 * BYTES.astype(np.uint16), "uint16 from 0 to 65535: .* x / 65535"),
    (2 * X - 1, r"as by \(x \+ 1\) / 2"),
    (X - 0.5, r"as by x \+ 0.5"),
    ((X > 0.5).astype(np.uint8), r"uint8 from 0 to 1: .* x.astype\(float\)"),
    ((X > 0.5).astype(int), r"int64 from 0 to 1: .* x.astype\(float\)"),
    (np.where(X > 0.5, np.nan, X), "values that are NaN or infinite"),
    (X[:0], "one image at least"),
    (X.astype(str), "whole or floating-point numbers"),
]


@pytest.mark.parametrize(("images", "message"), WRONG)
def test_another_range_is_refused_with_what_scales_it(images, message):
    with pytest.raises(UserError, match=message):
        checked(images)


def test_images_are_taken_as_they_are():
    assert checked(BYTES) is BYTES and np.array_equal(checked(X), X)
    assert checked(X.astype("float16")).dtype == np.float16
    assert np.array_equal(checked(X > 0.5), X > 0.5)
    beyond = checked(np.array([-0.01, 0.5, 1.01]))  # of a resampling
    assert beyond.tolist() == [0, 0.5, 1]
    np.testing.assert_allclose(as_floats(checked(BYTES)), X, atol=1 / 255)


CALLS = {
    "evaluate": lambda x: gg.evaluate({"array": x}, dataset="digits", metrics="sharpness"),
    "evaluate a list": lambda x: gg.evaluate([x], dataset="digits", metrics="sharpness"),
    "encode": lambda x: gg.encode("conv-vae", x),
    "reconstruct": lambda x: gg.reconstruct("conv-vae", x),
    "interpolate": lambda x: gg.interpolate("conv-vae", x),
    "grid": lambda x: gg.grid(x),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("images", [255.0 * X, BYTES.astype(np.int64), 2 * X - 1])
def test_every_function_refuses_them(call, images, session):
    with pytest.raises(UserError, match=r"bring it to \[0, 1\]"):
        CALLS[call](images)


def test_a_grid_shows_what_a_diverged_model_draws():
    assert gg.grid(np.full((4, 8, 8, 1), np.nan)).axes


def test_bytes_and_fractions_have_the_same_codes_and_scores(session):
    fractions = BYTES / 255
    codes = [gg.encode("conv-vae", each) for each in (BYTES, fractions)]
    np.testing.assert_allclose(*codes, rtol=1e-5)
    sets = {"bytes": BYTES, "fractions": fractions}
    table = gg.evaluate(sets, dataset="digits", metrics="sharpness", n=30).values()
    assert table["bytes"] == table["fractions"]
