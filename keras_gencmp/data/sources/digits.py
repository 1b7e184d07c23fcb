"""``digits``: the 1,797 handwritten digits that come with scikit-learn and need no network.

They are the test set of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998),
8x8 pixels of 0 to 16, each the count of inked pixels in a 4x4 block of the scan.
"""

from __future__ import annotations

import numpy as np

from keras_gencmp.data.images.resizing import resize
from keras_gencmp.data.splits import RawSplits, Split, cut, stratified_order
from keras_gencmp.data.summary import Reading

TEST_IMAGES = 297
# The shares of ink below which a pixel is background, and above which it is all stroke: a pen
# leaves little between the two.
BACKGROUND, STROKE = 0.25, 0.85


def read(argument: str, size: int, channels: int, data_dir: str | None) -> RawSplits:
    """1,500 training and 297 test digits, every class in proportion, always the same ones."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    order = stratified_order(bunch.target)
    images = resize(enlarge(bunch.images[order]), size, channels or 1)
    labels = bunch.target[order].astype(np.int64)
    train, test = cut(Split(images, labels), TEST_IMAGES)
    reading = Reading("8 x 8", "grey", "0 to 16", ("enlarged to 28 x 28",))
    classes = tuple(str(digit) for digit in range(10))
    return RawSplits(train, None, test, classes, reading=reading)


def enlarge(counts: np.ndarray) -> np.ndarray:
    """Ink counts (n, 8, 8) of 0 to 16 as uint8 (n, 28, 28, 1), laid out like MNIST.

    Cubic interpolation to 20x20 and four pixels of background around; then the contrast is
    stretched linearly, so that the strokes have edges again.
    """
    from scipy.ndimage import zoom

    ink = [zoom(image / 16, 2.5, order=3, mode="grid-constant", grid_mode=True) for image in counts]
    stretched = np.clip((np.stack(ink) - BACKGROUND) / (STROKE - BACKGROUND), 0, 1)
    pixels = np.rint(255 * stretched).astype(np.uint8)
    return np.pad(pixels, ((0, 0), (4, 4), (4, 4)))[..., np.newaxis]
