"""NLL_K by importance sampling, against closed forms."""

import numpy as np
import pytest
from small_vaes import PIXELS, all_binary, bernoulli, evaluated, gaussian, targets

from keras_gencmp.evaluation.likelihood import importance_sampling
from keras_gencmp.metrics.errors import Undefined


def of(model, images, samples, seed=0):
    """The estimate of log p(x) of each image."""
    return importance_sampling.importance_sampled(evaluated(model), targets(images), samples, seed)


def test_nll_of_a_linear_gaussian_vae_is_the_closed_form():
    model, truth = gaussian()
    flat = truth.rvs(120, random_state=0)
    images, expected = flat.reshape(-1, 2, 2, 1), truth.logpdf(flat)
    repeats = np.stack([of(model, images, 2000, seed=seed) for seed in range(4)])
    error = repeats.std(axis=0, ddof=1).mean() / 2
    assert error < 0.02
    assert repeats.mean(axis=0) == pytest.approx(expected, abs=0.1)
    assert repeats.mean() == pytest.approx(expected.mean(), abs=0.01)


def test_nll_falls_as_k_rises():
    model, images = bernoulli(), np.tile(all_binary(), (40, 1, 1, 1))
    one, fifty, many = (-of(model, images, samples).mean() for samples in (1, 50, 5000))
    assert one > fifty + 0.001 > many


def test_samples_in_chunks_are_joined_without_loss(monkeypatch):
    model, images = bernoulli(), all_binary()
    size = importance_sampling.BATCH * PIXELS
    monkeypatch.setattr(importance_sampling, "DECODED_PIXELS", size * 700)
    result = of(model, images, 10_000)  # chunks of 700, the last of 200
    monkeypatch.setattr(importance_sampling, "DECODED_PIXELS", size * 10_000)
    assert result == pytest.approx(of(model, images, 10_000), abs=0.05)


@pytest.mark.parametrize("samples", [1, 699, 700, 701, 2100])
def test_chunks_hold_every_sample_once(samples, monkeypatch):
    monkeypatch.setattr(importance_sampling, "DECODED_PIXELS", importance_sampling.BATCH * 2800)
    result = importance_sampling.chunks(samples, (2, 2, 1))
    assert [one for start, count in result for one in range(start, start + count)] == [
        *range(samples)
    ]
    assert max(count for _, count in result) <= 700


def test_the_score_carries_k_n_and_the_binarisation(grey):
    small = evaluated(bernoulli(), nll_samples=20, nll_images=30)
    result = importance_sampling.nll(grey, small)
    assert result.n == 30
    assert result.note.startswith("K = 20, dynamic")
    assert result.low < result.value < result.high


def test_sampling_waits_to_be_asked_where_a_grid_gives_the_exact_value(grey):
    with pytest.raises(Undefined, match="--nll-samples"):
        importance_sampling.nll(grey, evaluated(bernoulli()))
    above = importance_sampling.nll(grey, evaluated(bernoulli(3), nll_images=2))
    assert above.note.startswith("K = 5000")


def test_large_decoders_are_asked_for_fewer_images(monkeypatch):
    cost = 2 * 8 + 8 * PIXELS  # multiplications of the small decoder
    monkeypatch.setattr(importance_sampling, "BUDGET", 20 * cost * 250)
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 20) == 250
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 1) == 1_000
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 20_000) == 100
