"""NLL_K by importance sampling, against closed forms."""

import functools

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
    # Under the exact posterior every weight is p(x): one sample more or less would show.
    monkeypatch.setattr(importance_sampling, "DECODED_PIXELS", importance_sampling.BATCH * 2800)
    model, truth = gaussian(latent=1, inflation=1.0)
    flat = truth.rvs(3, random_state=0)
    assert importance_sampling.chunk_size((2, 2, 1)) == 700
    result = of(model, flat.reshape(-1, 2, 2, 1), samples)
    assert result == pytest.approx(truth.logpdf(flat), abs=2e-4)


def test_a_small_k_on_all_images_is_corrected_by_a_large_one_on_some(monkeypatch):
    model, images = bernoulli(3), np.tile(all_binary(), (40, 1, 1, 1))
    monkeypatch.setattr(importance_sampling, "FEW", 5)
    monkeypatch.setattr(importance_sampling, "affordable_images", lambda *cost: 160)
    result = importance_sampling.corrected(evaluated(model), targets(images), 0)
    few, many = (of(model, images, samples, seed=9).mean() for samples in (5, 5_000))
    assert len(result.values) == 640
    assert abs(result.values.mean() - many) < 4 * result.error
    assert few < many - 0.05
    assert "K = 5, corrected to K = 5000 by 160 images" in result.note


def test_the_error_of_the_estimator_is_its_spread_over_seeds(monkeypatch):
    model, images = bernoulli(3), np.tile(all_binary(), (10, 1, 1, 1))
    monkeypatch.setattr(importance_sampling, "FEW", 5)
    monkeypatch.setattr(importance_sampling, "MANY", 500)
    monkeypatch.setattr(importance_sampling, "affordable_images", lambda *cost: 40)
    once = functools.cache(importance_sampling.compiled_log_mean_weight)
    monkeypatch.setattr(importance_sampling, "compiled_log_mean_weight", once)
    # Which images have both K is by chance too, so that the order changes with the seed.
    orders = [np.random.default_rng(seed).permutation(160) for seed in range(24)]
    row = evaluated(model)
    results = [
        importance_sampling.corrected(row, targets(images[order]), seed)
        for seed, order in enumerate(orders)
    ]
    spread = np.std([result.values.mean() for result in results], ddof=1)
    stated = np.mean([result.error for result in results])
    assert 0.5 < spread / stated < 1.6


def test_both_errors_are_printed_and_in_the_interval(grey):
    result = importance_sampling.summary(
        importance_sampling.LogLikelihoods(np.arange(101) / 10.0, 0.4, "K"), "binary"
    )
    of_images = np.std(np.arange(101) / 10, ddof=1) / 101**0.5
    assert result.note == "K, standard errors: estimator 0.40, images 0.29, binary"
    assert result.detail["images_error"] == pytest.approx(of_images)
    assert result.high - result.value == pytest.approx(1.984 * np.hypot(0.4, of_images), rel=1e-3)


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
    assert above.note.startswith("K = 5000") and above.n == 2
    every = importance_sampling.nll(grey, evaluated(bernoulli(3)))
    assert every.note.startswith("K = 5000") and every.n == grey.n


def test_large_decoders_are_asked_for_fewer_images(monkeypatch):
    cost = 2 * 8 + 8 * PIXELS  # multiplications of the small decoder
    monkeypatch.setattr(importance_sampling, "BUDGET", 20 * cost * 250)
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 20) == 250
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 1) == 1_000
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 20_000) == 100
    assert importance_sampling.affordable_images(evaluated(bernoulli()), 20, 20 * 100) == 150
