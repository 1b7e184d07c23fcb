"""Small images of three classes that anybody can tell apart."""

import keras
import numpy as np

from keras_gencmp.data import Split
from keras_gencmp.judge.judge import Judge

CLASSES = ("nought", "one", "two")


def blobs(count: int, seed: int, side: int = 12) -> Split:
    """Noisy images of three classes: a bright stripe at the top, in the middle, at the bottom."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    images = random.integers(0, 90, (count, side, side, 1), dtype=np.uint8)
    for label in range(3):
        images[labels == label, label * side // 3 : (label + 1) * side // 3] += 120
    return Split(images, labels.astype(np.int64))


def stripe_judge(side: int = 12) -> Judge:
    """A judge that knows the stripes: features are random projections, no weight is trained."""
    inputs = keras.Input((side, side, 1))
    flat = keras.layers.Flatten()(inputs)
    start = keras.initializers.RandomNormal(0.0, 0.1, seed=0)
    features = keras.layers.Dense(128, "relu", kernel_initializer=start)(flat)
    logits = keras.layers.Dense(3)
    network = keras.Model(inputs, [features, logits(flat)])
    place = np.arange(side * side) // side * 3 // side
    logits.set_weights([0.5 * np.eye(3)[place], np.zeros(3)])
    return Judge("blobs-00000000", CLASSES, network)
