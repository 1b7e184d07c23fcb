"""Tables of layers: kernels, strides and paddings as a report prints them."""

import keras
import pytest
from small import built, narrow

from keras_gencmp import assembly
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import layers, reproduction


def test_the_layers_of_a_model_are_a_table():
    table = layers.layers(built(narrow(recipe.load("vae"))), "vae")
    assert table.heads == layers.HEADS
    assert {row[0] for row in table.rows} == {"encoder", "decoder"}
    first = ("encoder", "InputLayer", "—", "28 x 28 x 1", "—", "—", "—", "—", "0")
    assert first in table.rows


@pytest.mark.parametrize(
    ("kind", "side", "kernel", "stride", "padding", "expected"),
    [
        (keras.layers.Conv2DTranspose, 1, 3, 1, "valid", "0"),
        (keras.layers.Conv2DTranspose, 7, 5, 1, "same", "2"),
        (keras.layers.Conv2DTranspose, 7, 4, 2, "same", "1"),
        (keras.layers.Conv2D, 28, 4, 2, "same", "1"),
        (keras.layers.Conv2D, 28, 5, 1, "valid", "0"),
        (keras.layers.Conv2D, 28, 3, 2, "same", "same"),
    ],
)
def test_padding_is_the_number_of_pixels_on_each_side(
    kind, side, kernel, stride, padding, expected
):
    layer = kind(2, kernel, strides=stride, padding=padding)
    layer(keras.Input((side, side, 1)))
    assert layers.padding(layer) == expected


def test_table_1_of_report_a_can_be_checked_line_by_line():
    row = next(row for row in reproduction.read("A")["layers"] if row["number"] == "Table 1")
    model = assembly.assemble(recipe.load("cnn-gan"))
    theirs, ours = layers.printed_layers(row, model).tables
    assert theirs.rows == row["rows"]
    convolutions = [line for line in ours.rows if line[1] == "Conv2DTranspose"]
    assert len(convolutions) == len(theirs.rows)
    for printed, line in zip(theirs.rows, convolutions, strict=True):
        assert line[2].split(" x ")[2] == printed[2]  # depth: input channels
        assert line[4].replace(" x ", "*") == printed[3] and line[5].split(" x ")[0] == printed[4]
    assert [line[6] for line in convolutions] == ["0", "0", "2", "1", "1"]  # printed: 1 in layer 3


def test_tables_2_and_3_have_the_kernels_and_strides_of_our_layers():
    rows = {row["number"]: row for row in reproduction.read("A")["layers"]}
    for number, kinds in (("Table 2", ("Conv2D", "MaxPooling2D")), ("Table 3", ("Conv2D",))):
        row = rows[number]
        model = assembly.assemble(recipe.load(row["recipe"]))
        theirs, ours = layers.printed_layers(row, model).tables
        printed = [line for line in theirs.rows if "*" in " ".join(line)]
        kernel = row["heads"].index("Kernel")
        lines = [line for line in ours.rows if line[1] in (*kinds, "Conv2DTranspose")]
        assert [line[4].replace(" x ", "*") for line in lines] == [each[kernel] for each in printed]
        assert [line[5][0] for line in lines] == [each[kernel + 1] for each in printed]
