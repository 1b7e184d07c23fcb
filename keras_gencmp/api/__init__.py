"""What Python users import: commands as functions, which take what the command line takes.

``import keras_gencmp as gg`` gives all of them. Each loads TensorFlow when it is first used.
"""

from keras_gencmp.api.comparing import Comparison, compare
from keras_gencmp.api.datasets import dataset, images
from keras_gencmp.api.drawing import curves, grid, latent, manifold
from keras_gencmp.api.inference import encode, export, sample
from keras_gencmp.api.interpolating import interpolate, reconstruct
from keras_gencmp.api.models import build, load
from keras_gencmp.api.reports import reproduce
from keras_gencmp.api.scoring import evaluate
from keras_gencmp.api.tables import ScoreTable
from keras_gencmp.api.trainings import resume, train

__all__ = [
    "Comparison",
    "ScoreTable",
    "build",
    "compare",
    "curves",
    "dataset",
    "encode",
    "evaluate",
    "export",
    "grid",
    "images",
    "interpolate",
    "latent",
    "load",
    "manifold",
    "reconstruct",
    "reproduce",
    "resume",
    "sample",
    "train",
]
