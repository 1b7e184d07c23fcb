"""Random numbers that are a pure function of their seed, with XLA and without."""

from keras_gencmp.noise.philox import fold_in, integers, normal, uniform
from keras_gencmp.noise.rows import of_rows

__all__ = ["fold_in", "integers", "normal", "of_rows", "uniform"]
