"""``auto``: MNIST where it is prepared or can be downloaded, otherwise the bundled digits."""

from __future__ import annotations

from keras_gencmp.data import digits, tfds_images
from keras_gencmp.data.download import Unreachable
from keras_gencmp.data.splits import RawSplits
from keras_gencmp.terminal import console


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """MNIST; or, where it cannot be downloaded, the bundled digits and a line on stderr.

    The name of the result says which of the two it is. UserError where MNIST's files are damaged.
    """
    try:
        return tfds_images.read("mnist", size, channels, data_dir)
    except Unreachable as error:
        console.note(
            f"gencmp: {error.reason}; using the 1,797 bundled digits instead. "
            f"To get MNIST: {error.mend}."
        )
        return digits.read("", size, channels, data_dir)._replace(name="digits")
