"""``auto``: MNIST where it is prepared or can be downloaded, otherwise digits without a network."""

from __future__ import annotations

from keras_gencmp.data.sources import digits, mnist_5k, tfds_images
from keras_gencmp.data.sources.download import Unreachable
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.terminal import console


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """MNIST; where it cannot be downloaded, 5,000 of its digits, or those of scikit-learn.

    A line on stderr says so, and the name of the result which of them it is. UserError where
    MNIST's files are damaged.
    """
    try:
        return tfds_images.read("mnist", size, channels, data_dir)
    except Unreachable as error:
        few = mnist_5k.available()
        what = "5,000 digits of MNIST (mnist-5k)" if few else "1,797 bundled digits"
        console.note(
            f"gencmp: {error.reason}; using the {what} instead. To get MNIST: {error.mend}."
        )
        source, name = (mnist_5k, "mnist-5k") if few else (digits, "digits")
        return source.read("", size, channels, data_dir)._replace(name=name)
