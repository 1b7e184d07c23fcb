"""Models with other priors than N(0, I): trained, resumed, drawn from and exported."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small import batches, built, images, narrow
from small_vaes import bernoulli

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.exports import keras_archive, saved_model
from keras_gencmp.losses.variational import log_normal
from keras_gencmp.models.vae import VAE
from keras_gencmp.recipes import recipe

MIXTURE = {"prior": {"name": "mixture", "components": 3}}
VAMP = {"prior": {"name": "vamp", "pseudo_inputs": 3}}
LEARNED = pytest.mark.parametrize("prior", [MIXTURE, VAMP], ids=["mixture", "vamp"])


@pytest.fixture(autouse=True)
def eagerly(monkeypatch):
    """Without tracing, which would take most of the time."""
    monkeypatch.setattr(VAE, "_compiled", lambda model, name: getattr(model, name))


def plan(changes, name: str = "vae"):
    """A narrowed recipe with another prior."""
    return recipe.override(narrow(recipe.load(name)), {**changes, "latent": 2})


def train(model, data):
    for batch in data:
        logs = model.train_step(batch)
    return {name: float(value) for name, value in logs.items()}


@LEARNED
@pytest.mark.parametrize("name", ["vae", "iwae", "gaussian-vae", "adversarial-vae"])
def test_a_learned_prior_moves_with_the_autoencoder(prior, name):
    model = built(plan(prior, name))
    before = [weight.numpy() for weight in model.prior_parameters.trainable_weights]
    logs = train(model, batches(plan(prior, name), model, images(8))[:1])
    assert all(np.isfinite(value) for value in logs.values())
    after = [weight.numpy() for weight in model.prior_parameters.trainable_weights]
    assert all(not np.array_equal(*pair) for pair in zip(before, after, strict=True))


@LEARNED
def test_a_training_resumes_bit_for_bit(prior, tmp_path):
    whole, half, rest = (built(plan(prior)) for _ in range(3))
    data = batches(plan(prior), whole, images(12))
    train(whole, data)
    train(half, data[:2])
    assembly.save(half, tmp_path / "half.npz")
    assembly.restore(rest, tmp_path / "half.npz")
    rest.prepare(images(20))  # as every training does when it begins, also one that goes on
    train(rest, data[2:])
    for name, variable in assembly.variables(whole).items():
        np.testing.assert_array_equal(variable, assembly.variables(rest)[name], name)
    assert any(name.startswith("prior_parameters") for name in assembly.learned(whole))


@LEARNED
def test_an_export_draws_what_the_model_draws(prior, tmp_path):
    model = built(plan(prior))
    saved_model.write(model, tmp_path)
    drawn = saved_model.sample(tmp_path, 6, seed=4)
    np.testing.assert_allclose(drawn, model.sample(6, seed=4), atol=1e-6)
    keras_archive.write(model, tmp_path)
    archive = keras.saving.load_model(tmp_path / "prior_parameters.keras")
    ours = model.prior_parameters.get_weights()
    for one, other in zip(archive.get_weights(), ours, strict=True):
        np.testing.assert_array_equal(one, other)


@LEARNED
@pytest.mark.slow
def test_losses_are_finite_in_mixed_precision_and_under_xla(prior):
    for change in ({"schedule.precision": "mixed_float16"}, {"schedule.jit": True}):
        changed = recipe.override(plan(prior), change)
        model = built(changed)
        data = batches(changed, model, images(8))
        dataset = tf.data.Dataset.from_tensors(data[0])
        history = model.fit(dataset, epochs=1, verbose=0, shuffle=False).history
        assert all(np.isfinite(values[0]) for values in history.values())


@LEARNED
def test_the_density_stays_float32_in_mixed_precision(prior):
    model = built(recipe.override(plan(prior), {"schedule.precision": "mixed_float16"}))
    logs = train(model, batches(plan(prior), model, images(8))[:1])
    assert np.isfinite(logs["kl"])
    assert model.log_prior(tf.zeros([3, 2])).dtype == "float32"


def test_the_standard_normal_is_what_a_recipe_has_without_a_prior():
    named = built(recipe.override(narrow(recipe.load("vae")), {"prior": "standard_normal"}))
    plain = built(narrow(recipe.load("vae")))
    data = batches(narrow(recipe.load("vae")), plain, images(8))
    train(named, data), train(plain, data)
    states = [assembly.variables(model) for model in (named, plain)]
    assert states[0].keys() == states[1].keys()
    for name in states[0]:
        np.testing.assert_array_equal(states[0][name], states[1][name])


@pytest.mark.parametrize(
    ("name", "prior", "words"),
    [
        ("gan", MIXTURE, "takes no prior mixture"),
        ("infogan", VAMP, "takes no prior vamp"),
        ("autoencoder", MIXTURE, "takes no prior mixture"),
        ("info-vae", MIXTURE, "takes no prior mixture"),
        ("vae-gan", MIXTURE, "takes no prior mixture"),
        ("conditional-vae", VAMP, "posterior without labels"),
        ("avb", VAMP, "needs a Gaussian posterior"),
    ],
)
def test_what_a_model_cannot_have_is_refused(name, prior, words):
    with pytest.raises(UserError, match=words):
        built(recipe.override(narrow(recipe.load(name)), prior))


@pytest.mark.parametrize("name", ["conditional-vae", "avb"])
def test_a_mixture_serves_other_models(name):
    changed = recipe.override(narrow(recipe.load(name)), MIXTURE)
    model = built(changed)
    logs = train(model, batches(changed, model, images(8))[:1])
    assert all(np.isfinite(value) for value in logs.values())


class Shifted(VAE):
    """A VAE with the prior N(3, I), from outside the package."""

    def prior(self, count, seed):
        return 3.0 + super().prior(count, seed)

    def log_prior(self, z):
        return log_normal(z, 3.0)


class DrawsAlone(VAE):
    """A VAE that draws from N(3, I) and does not say so."""

    def prior(self, count, seed):
        return 3.0 + super().prior(count, seed)


def of(kind):
    """The small decoder and encoder in a model of another class."""
    parts = bernoulli()
    return kind(parts.encoder, parts.decoder)


def test_a_class_that_overrides_the_prior_is_trained_with_it():
    x, y = tf.zeros([4, 2, 2, 1]), tf.zeros([4], "int32")
    model = of(Shifted)
    model.objectives(x, y, training=True)
    mean, log_variance = model.posterior(x, y)
    z = model.reparameterise(mean, log_variance, model.stream_seed(0, training=True))
    kl = log_normal(z, mean, log_variance) - log_normal(z, 3.0)
    assert float(model.recorded_metrics()["kl"]) == pytest.approx(float(tf.reduce_mean(kl)))
    draws = np.asarray(model.prior(5_000, tf.constant([0, 0], "int64")))
    assert draws.mean(0) == pytest.approx([3.0, 3.0], abs=0.06)
    assert model.p_z.moments()[0] == pytest.approx([3.0, 3.0], abs=0.02)


def test_draws_without_their_density_are_no_prior_to_train_with():
    with pytest.raises(UserError, match="DrawsAlone overrides prior without log_prior"):
        of(DrawsAlone).objectives(tf.zeros([4, 2, 2, 1]), tf.zeros([4], "int32"), training=True)


def test_a_class_with_a_prior_of_its_own_takes_no_other():
    from keras_gencmp.priors import StandardNormal

    parts = bernoulli()
    with pytest.raises(ValueError, match="a prior of its own"):
        Shifted(parts.encoder, parts.decoder, prior=StandardNormal(2))
    with pytest.raises(ValueError, match="of 3 latents, not of 2"):
        VAE(parts.encoder, parts.decoder, prior=StandardNormal(3))
