"""VAEs whose likelihood is known by other means."""

import itertools

import keras
import numpy as np
from scipy.stats import multivariate_normal

from keras_gencmp.evaluation.evaluated_model import EvaluatedModel
from keras_gencmp.evaluation.likelihood.targets import Targets
from keras_gencmp.models.conditional_vae import ConditionalVAE
from keras_gencmp.models.vae import VAE
from keras_gencmp.recipes import recipe

SIDE = 2
PIXELS = SIDE * SIDE
VARIANCE = 0.09


def gaussian(latent: int = 2, inflation: float = 1.6) -> tuple[VAE, multivariate_normal]:
    """x = W z + b + noise, with a posterior of the right mean and too wide; and p(x) itself."""
    random = np.random.default_rng(0)
    w, b = random.normal(size=(latent, PIXELS)) * 0.5, random.normal(size=PIXELS)
    precision = np.eye(latent) + w @ w.T / VARIANCE
    gain = np.linalg.solve(precision, w / VARIANCE)
    width = np.log(inflation * np.diag(np.linalg.inv(precision)))
    model = VAE(
        linear_encoder(gain.T, -gain @ b, width), linear_decoder(w, b), likelihood="gaussian"
    )
    model.pixel_variance.set_weights([np.full((1, 1), np.log(VARIANCE))])
    return model, multivariate_normal(b, w.T @ w + VARIANCE * np.eye(PIXELS))


def bernoulli(latent: int = 2, conditional: bool = False) -> VAE:
    """A decoder of a few tanh units, and a posterior that hardly looks at the image."""
    random = np.random.default_rng(1)
    gain = random.normal(size=(PIXELS, latent)) * 0.3
    encoder = linear_encoder(gain, np.zeros(latent), np.full(latent, 0.2), conditional)
    inputs = [keras.Input((latent,)), *([keras.Input((3,))] if conditional else [])]
    x = keras.layers.Concatenate()(inputs) if conditional else inputs[0]
    layers = [
        keras.layers.Dense(8, "tanh", kernel_initializer=keras.initializers.RandomNormal(0, 1, 2)),
        keras.layers.Dense(PIXELS, kernel_initializer=keras.initializers.RandomNormal(0, 1, 3)),
        keras.layers.Reshape((SIDE, SIDE, 1)),
    ]
    for layer in layers:
        x = layer(x)
    kind = ConditionalVAE if conditional else VAE
    return kind(encoder, keras.Model(inputs, x))


def linear_encoder(weights, bias, log_variance, conditional: bool = False) -> keras.Model:
    """x -> [x' weights + bias, log_variance]; a label is taken and ignored."""
    image = keras.Input((SIDE, SIDE, 1))
    inputs = [image, keras.Input((3,))] if conditional else image
    flat = keras.layers.Flatten()(image)
    mean, spread = keras.layers.Dense(len(bias)), keras.layers.Dense(len(bias))
    model = keras.Model(inputs, [mean(flat), spread(flat)])
    mean.set_weights([weights, bias])
    spread.set_weights([np.zeros((PIXELS, len(bias))), log_variance])
    return model


def linear_decoder(weights, bias) -> keras.Model:
    """z -> z' weights + bias, as an image."""
    z, dense = keras.Input((len(weights),)), keras.layers.Dense(PIXELS)
    model = keras.Model(z, keras.layers.Reshape((SIDE, SIDE, 1))(dense(z)))
    dense.set_weights([weights, bias])
    return model


def all_binary() -> np.ndarray:
    """Each of the 16 binary images once."""
    rows = np.array(list(itertools.product((0.0, 1.0), repeat=PIXELS)), "float32")
    return rows.reshape(-1, SIDE, SIDE, 1)


def targets(images: np.ndarray, labels=None) -> Targets:
    """Images as the likelihood takes them."""
    labels = np.zeros(len(images)) if labels is None else labels
    return Targets(np.asarray(images, "float32"), np.asarray(labels, "int32"), "")


def evaluated(model, binarize: str = "none", **options) -> EvaluatedModel:
    """A model as a row, trained on images binarised so."""
    plan = recipe.override(recipe.load("conv-vae"), {"data.binarize": binarize})
    return EvaluatedModel("small", model, plan, **options)
