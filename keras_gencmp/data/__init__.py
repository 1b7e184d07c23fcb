"""Datasets: uint8 images and labels in three splits, and the tf.data pipelines over them.

Importing this package loads neither TensorFlow nor TFDS nor scikit-learn.
"""

from keras_gencmp.data.pipeline import evaluation_pipeline, pipeline, steps_per_epoch
from keras_gencmp.data.sources import check, load
from keras_gencmp.data.splits import Split, Splits

__all__ = ["Split", "Splits", "check", "evaluation_pipeline", "load", "pipeline", "steps_per_epoch"]
