"""Floating-point operations of a training step, counted over the graph that computes it.

An operation counts as two for each multiplication and addition of a matrix product or a
convolution, forward and backward. Normalisation, activations and optimizers are left out: they are
below a hundredth of the whole. The count is the same on every machine, which seconds are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import tensorflow as tf

from keras_gencmp.models.base import GenerativeModel


def step_flops(model: GenerativeModel, batch: int) -> float:
    """The FLOPs of one training step on ``batch`` real images in all."""
    x = tf.TensorSpec((batch, *model.image_shape), "float32")
    y = tf.TensorSpec((batch,), "int32")
    with planned(model):
        step = tf.function(model.train_step).get_concrete_function((x, y))
    return graph_flops(step.graph, share_of_branch(model))


def share_of_branch(model: GenerativeModel) -> float:
    """The share of the steps that take the first branch of a condition in them.

    It is a penalty that is not due in every step, or a fine-tuning at the end of the training.
    """
    return getattr(model, "fine_tuning", 0.0) or 1.0 / getattr(model, "penalty_every", 1)


@contextmanager
def planned(model: GenerativeModel) -> Iterator[None]:
    """A model whose learning rate may depend on the length of its training, which is made up."""
    progress = model.training_progress
    before = progress.planned, int(progress.steps.numpy())
    progress.plan(1000)
    try:
        yield
    finally:
        progress.plan(before[1])
        progress.planned = before[0]


def graph_flops(graph: Any, share: float = 1.0) -> float:
    """The FLOPs of what a graph's outputs and side effects need; branches count by ``share``.

    The last branch of a condition is taken in the other steps.
    """
    total = 0.0
    for operation in reachable(graph):
        if operation.type in COUNTS:
            total += 2.0 * COUNTS[operation.type](operation)
            continue
        bodies = [graph_flops(each, share) for each in functions(graph, operation)]
        if operation.type in ("If", "StatelessIf") and bodies:
            total += share * bodies[0] + (1.0 - share) * bodies[-1]
        else:
            total += sum(bodies)
    return total


def reachable(graph: Any) -> set[Any]:
    """The operations that the outputs and the control outputs of a graph depend on."""
    found: set[Any] = set()
    stack = [tensor.op for tensor in graph.outputs] + list(graph.control_outputs)
    while stack:
        operation = stack.pop()
        if operation not in found:
            found.add(operation)
            stack += [tensor.op for tensor in operation.inputs] + list(operation.control_inputs)
    return found


def functions(graph: Any, operation: Any) -> Iterable[Any]:
    """The graphs of the functions that an operation calls."""
    attributes: Mapping[str, Any] = operation.node_def.attr
    names = [each.func.name for each in attributes.values() if each.HasField("func")]
    names += [one.name for each in attributes.values() for one in each.list.func]
    order = ["then_branch", "else_branch"]
    if all(name in attributes for name in order):
        names = [attributes[name].func.name for name in order]
    return [graph._get_function(name).graph for name in names]


def _matrix_product(operation: Any) -> float:
    """Multiplications of (m, k) by (k, n), for each pair of a batch."""
    inner = -2 if _transposed(operation) else -1
    depth = operation.inputs[0].shape[inner]
    return math.prod(operation.outputs[0].shape) * depth


def _transposed(operation: Any) -> bool:
    names = {"MatMul": "transpose_a"}
    return bool(operation.get_attr(names.get(operation.type, "adj_x")))


def _convolution(operation: Any) -> float:
    """Multiplications of each output with a kernel over the channels that it sees."""
    height, width, channels, _ = operation.inputs[1].shape
    return math.prod(operation.outputs[0].shape) * height * width * channels


def _convolution_to_input(operation: Any) -> float:
    """As many as the convolution has whose gradient this is: a transposed convolution too."""
    height, width, channels, _ = operation.inputs[1].shape
    return math.prod(operation.inputs[2].shape) * height * width * channels


def _convolution_to_filter(operation: Any) -> float:
    height, width, channels, _ = operation.outputs[0].shape
    return math.prod(operation.inputs[2].shape) * height * width * channels


def _depthwise(operation: Any) -> float:
    height, width = operation.inputs[1].shape[:2]
    return math.prod(operation.outputs[0].shape) * height * width


COUNTS: Mapping[str, Callable[[Any], float]] = {
    "MatMul": _matrix_product,
    "BatchMatMul": _matrix_product,
    "BatchMatMulV2": _matrix_product,
    "Conv2D": _convolution,
    "Conv2DBackpropInput": _convolution_to_input,
    "Conv2DBackpropFilter": _convolution_to_filter,
    "DepthwiseConv2dNative": _depthwise,
}
