"""What one training step of a model costs, counted and measured before a comparison begins."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_gencmp import assembly, data
from keras_gencmp.data import Splits
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes.recipe import Recipe
from keras_gencmp.study.costs.budget import StepCost
from keras_gencmp.study.costs.flops import planned, step_flops

LEAST_SECONDS, MOST_STEPS = 0.5, 50


class Pace(NamedTuple):
    """The cost of a model's step, and the number of its trainable parameters."""

    cost: StepCost
    parameters: int


def pace(plan: Recipe, splits: Splits) -> Pace:
    """Build a model, count its FLOPs, and measure the first steps of a training.

    The measured model is thrown away.
    """
    model = assembly.assemble(plan)
    model.prepare(splits.train)
    size, batches = plan.schedule.batch_size, model.batches_per_step
    images, per_epoch = size * batches, data.steps_per_epoch(splits.train, size, batches)
    flops = step_flops(model, images)
    parameters = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    with planned(model):
        wall, processor = step_seconds(model, splits, images)
    keras.utils.clear_session()
    return Pace(StepCost(images, flops, wall, processor, per_epoch), parameters)


def step_seconds(model: GenerativeModel, splits: Splits, images: int) -> tuple[float, float]:
    """Wall-clock and processor seconds of a training step, the mean of a few after the first."""
    x = tf.constant(splits.train.images[:images], tf.float32) / 255.0
    y = tf.constant(splits.train.labels[:images], tf.int32)
    step = tf.function(model.train_step, jit_compile=model.xla)
    step((x, y))
    step((x, y))
    began, used, count = time.perf_counter(), time.process_time(), 0
    while count < MOST_STEPS and (count < 2 or time.perf_counter() - began < LEAST_SECONDS):
        step((x, y))
        count += 1
    return (time.perf_counter() - began) / count, (time.process_time() - used) / count


def to_json(measured: Pace) -> dict[str, Any]:
    """The pace as JSON holds it."""
    return {**measured.cost._asdict(), "parameters": measured.parameters}


def from_json(table: Mapping[str, Any]) -> Pace:
    """The pace that :func:`to_json` wrote."""
    cost = StepCost(**{name: table[name] for name in StepCost._fields})
    return Pace(cost, int(table["parameters"]))
