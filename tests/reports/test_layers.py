"""Tables of layers: kernels, strides and paddings as a report prints them."""

import keras
import pytest
from small import built, narrow

from keras_gencmp import assembly
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import contents, layers


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


def printed(number):
    """A table of layers of report A, line by line, and what of it stands in the report."""
    row = next(row for row in contents.read("A")["layers"] if row["number"] == number)
    model = assembly.assemble(recipe.load(row["recipe"]))
    beside, whole = layers.printed_layers(row, model).tables
    assert [list(line[: len(row["heads"])]) for line in beside.rows] == row["rows"]
    assert [layer for _, layer, *_ in whole.rows if layer in layers.NUMBERED] == [
        line[-5] for line in beside.rows
    ]
    return row, [dict(zip(beside.heads, line, strict=True)) for line in beside.rows]


@pytest.mark.parametrize("number", ["Table 1", "Table 2", "Table 3"])
def test_the_tables_of_report_a_can_be_checked_line_by_line(number):
    row, lines = printed(number)
    for line in lines:
        if "*" in line["Kernel"]:
            assert line["kernel"].replace(" x ", "*") == line["Kernel"]
            assert line["stride"].split(" x ")[0] == line["Stride"]
        if line["Depth"] != "-":
            assert line["input channels"] == line["Depth"]
    different = [
        line["Layer"]
        for line in lines
        if line.get("Padding", "-") != "-" and line["Padding"] != line["padding"]
    ]
    assert different == (["3"] if number == "Table 1" else [])  # 1 would give 36 pixels


def test_a_table_with_another_number_of_layers_is_refused():
    row, _ = printed("Table 2")
    model = assembly.assemble(recipe.load("cnn-gan"))
    with pytest.raises(ValueError, match="zip"):
        layers.printed_layers({**row, "rows": row["rows"][:-1]}, model)
