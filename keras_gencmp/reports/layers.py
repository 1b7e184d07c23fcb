"""The layers of networks as tables: ours, and those that a report prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.reports.page import Section, Table

NUMBERED = ("Conv2D", "Conv2DTranspose", "MaxPooling2D", "Dense")  # what reports count as layers
BESIDE = ("ours", "input channels", "kernel", "stride", "padding")
HEADS = (
    "network",
    "layer",
    "input",
    "output",
    "kernel",
    "stride",
    "padding",
    "activation",
    "weights",
)
NONE = "—"


def layers(model: GenerativeModel, name: str, roles: tuple[str, ...] = ()) -> Table:
    """The layers of a model's networks, in order: shapes, kernel, stride, padding, activation.

    Shapes are height x width x channels. ``roles`` are the networks that are shown, or all.
    """
    rows = [
        (role, *_row(layer))
        for role in roles or model.roles
        for layer in getattr(model, role).layers
    ]
    return Table(f"Ours: networks of {name}", HEADS, rows)


def printed_layers(row: Mapping[str, Any], model: GenerativeModel) -> Section:
    """A table of layers as a report prints it, beside the layers of our model.

    ``row`` has "number", "report", "recipe", "roles", the printed "heads" and "rows", and a "note".
    """
    ours = layers(model, row["recipe"], tuple(row["roles"]))
    beside = line_by_line(row["heads"], row["rows"], ours)
    return Section(row["number"], row["report"], [], [beside, ours], row["note"])


def line_by_line(heads: Sequence[str], rows: Sequence[Sequence[str]], ours: Table) -> Table:
    """Each printed line beside the layer of ours that it stands for, in order.

    Layers of ours are those with a kernel, a pool or a matrix. ValueError unless there are as many.
    """
    counted = [line for line in ours.rows if line[1] in NUMBERED]
    lines = [
        (*printed, kind, taken.split(" x ")[-1], *sides)
        for printed, (_, kind, taken, _, *sides, _, _) in zip(rows, counted, strict=True)
    ]
    return Table("As the report prints it, and ours beside it", (*heads, *BESIDE), lines)


def _row(layer: Any) -> tuple[str, ...]:
    return (
        type(layer).__name__,
        _shapes(layer.input),
        _shapes(layer.output),
        _sides(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)),
        _sides(getattr(layer, "strides", None)),
        padding(layer),
        _activation(layer),
        f"{layer.count_params():,}",
    )


def padding(layer: Any) -> str:
    """The pixels that a convolution adds on each side, or cuts off if it is transposed.

    "valid" is 0. "same" is given as a number where both sides get the same, as in PyTorch.
    """
    if not hasattr(layer, "padding"):
        return NONE
    if layer.padding == "valid":
        return "0"
    kernel = (getattr(layer, "kernel_size", None) or layer.pool_size)[0]
    small, large = sorted((layer.input.shape[1], layer.output.shape[1]))
    twice = (small - 1) * layer.strides[0] + kernel - large
    return str(twice // 2) if twice >= 0 and twice % 2 == 0 else str(layer.padding)


def _shapes(tensors: Any) -> str:
    """The shape of a tensor without its batch, or of each tensor of a list."""
    each = tensors if isinstance(tensors, list | tuple) else [tensors]
    return ", ".join(" x ".join(map(str, tensor.shape[1:])) for tensor in each) or NONE


def _sides(sides: Any) -> str:
    if sides is None:
        return NONE
    return " x ".join(map(str, sides)) if isinstance(sides, list | tuple) else str(sides)


def _activation(layer: Any) -> str:
    """The name of a layer's activation; a layer that is one says so by its class."""
    function = getattr(layer, "activation", None)
    return NONE if function is None else str(getattr(function, "__name__", function))
