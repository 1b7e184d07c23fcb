import keras
import numpy as np
import pytest

from keras_gencmp.networks import conv, dcgan, deconv, hierarchical, lenet, local, mlp
from keras_gencmp.networks.convolutions import downsamplings, lowest_resolution
from keras_gencmp.networks.shapes import Shapes

SHAPES = Shapes((28, 28, 1), 100)
PAIR = Shapes((28, 28, 1), 2)
HALVES = Shapes((28, 28, 1), 80)


@pytest.mark.parametrize(
    ("network", "parameters"),
    [
        # 100 x 2352 dense, 4 x 2352 batch norm, 16 x 48 x 24 kernel, 4 x 24, 16 x 24 + 1.
        (lambda: dcgan.generator(SHAPES), 235_200 + 9_408 + 18_432 + 96 + 385),
        # 16 x 24 + 24, 16 x 24 x 48 + 48, 2352 + 1.
        (lambda: dcgan.discriminator(SHAPES), 408 + 18_480 + 2_353),
        # With batch norm after the second convolution, which loses its bias.
        (lambda: dcgan.discriminator(SHAPES, batch_norm=True), 408 + 18_432 + 192 + 2_353),
        # The same convolutions, 2352 x 256 + 256, and one unit on both: 2352 + 256 + 1.
        (lambda: dcgan.discriminator(SHAPES, dense=256, skip=True), 18_888 + 602_368 + 2_609),
        # 100 x 9 x 512, 9 x 512 x 256, 25 x 256 x 128, 16 x 128 x 64, 16 x 64 + 1, batch norm.
        (
            lambda: deconv.generator(SHAPES),
            460_800 + 1_179_648 + 819_200 + 131_072 + 1_025 + 4 * (512 + 256 + 128 + 64),
        ),
        # LeNet-5's 61,706 with one output instead of ten.
        (lambda: lenet.discriminator(SHAPES), 156 + 2_416 + 48_120 + 10_164 + 85),
        (lambda: lenet.discriminator(SHAPES, outputs=10), 61_706),
        (lambda: lenet.discriminator(Shapes((32, 32, 1))), 60_941),
        # Report A, table 3, with a 2-d latent.
        (lambda: conv.encoder(PAIR, width=64), 1_088 + 131_200 + 2 * (6_272 * 2 + 2)),
        (lambda: conv.decoder(PAIR, width=64), 3 * 6_272 + 16 * 128 * 64 + 64 + 1_025),
        (lambda: mlp.encoder(Shapes(latent=20)), 785 * 400 + 2 * 401 * 20),
        (lambda: mlp.decoder(Shapes(latent=20)), 21 * 400 + 401 * 784),
        # Two halves of 40; a layer of 300 on each input, and one on both.
        (lambda: hierarchical.encoder(HALVES), 785 * 300 + 301 * 300 + 2 * 301 * 40),
        (lambda: hierarchical.local_features(HALVES), 785 * 300),
        (lambda: hierarchical.local_encoder(HALVES), 41 * 300 + 601 * 300 + 2 * 301 * 40),
        (lambda: hierarchical.local_prior(HALVES), 41 * 300 + 301 * 300 + 2 * 301 * 40),
        (lambda: hierarchical.decoder(HALVES), 2 * 41 * 300 + 601 * 300 + 301 * 784),
        # The weights of all pairs of pixels, and the means and variances of batch norm.
        (lambda: local.autoregression(SHAPES), 784 * 784 + 2 * 784),
    ],
)
def test_parameters_are_as_many_as_the_tables_say(network, parameters: int) -> None:
    assert network().count_params() == parameters


@pytest.mark.parametrize(
    ("side", "sizes"),
    [(28, [3, 7, 7, 14, 28]), (32, [4, 8, 8, 16, 32]), (64, [4, 8, 8, 16, 32, 64])],
)
def test_report_a_s_generator_passes_through_its_spatial_sizes(side: int, sizes: list) -> None:
    network = deconv.generator(Shapes((side, side, 1), 5), width=2)
    kind = keras.layers.Conv2DTranspose
    assert [x.output.shape[1] for x in network.layers if isinstance(x, kind)] == sizes


@pytest.mark.parametrize(
    ("side", "count", "base"), [(28, 2, 7), (32, 2, 8), (64, 3, 8), (14, 1, 7), (48, 2, 12)]
)
def test_images_are_halved_to_between_7_and_13_pixels(side: int, count: int, base: int) -> None:
    assert downsamplings((side, side, 1)) == count
    assert lowest_resolution((side, side, 1)) == (base, base)


@pytest.mark.parametrize("side", range(16, 129, 4))
def test_every_size_that_a_recipe_may_name_can_be_halved(side: int) -> None:
    height, width = lowest_resolution((side, side, 3))
    assert height == width and 7 <= height <= 31


def test_images_need_not_be_square() -> None:
    shapes = Shapes((28, 40, 3), 5)
    assert dcgan.generator(shapes, width=2).output_shape[1:] == (28, 40, 3)
    assert conv.encoder(shapes, width=2)(np.zeros((1, 28, 40, 3)))[0].shape == (1, 5)


@pytest.mark.parametrize("build", [dcgan.generator, dcgan.discriminator])
def test_the_first_convolution_may_have_a_kernel_of_its_own(build) -> None:
    network = build(SHAPES, width=2, kernel=5, first_kernel=3)
    convolutions = [x for x in network.layers if isinstance(x, keras.layers.Conv2D)] or [
        x for x in network.layers if isinstance(x, keras.layers.Conv2DTranspose)
    ]
    assert [x.kernel_size for x in convolutions] == [(3, 3), (5, 5)]


def test_lenet_pads_28_pixels_only() -> None:
    def paddings(side: int) -> list[str]:
        layers = lenet.discriminator(Shapes((side, side, 1))).layers
        return [x.padding for x in layers if isinstance(x, keras.layers.Conv2D)]

    assert paddings(28) == ["same", "valid"]
    assert paddings(32) == ["valid", "valid"]
