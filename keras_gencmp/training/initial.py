"""Fine-tuning: a training that begins with the weights of an earlier run."""

from __future__ import annotations

from keras_gencmp import assembly
from keras_gencmp.errors import UserError
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run


def take_weights(model: GenerativeModel, run: Run) -> None:
    """Give an untrained model the weights of a run's networks: its averages, where it keeps some.

    The optimizers and the clock begin anew. UserError where the networks are not of one shape.
    """
    earlier = assembly.load(run)
    for role in model.roles:
        network, other = getattr(model, role), getattr(earlier, role, None)
        shapes = [tuple(weight.shape) for weight in network.weights]
        if other is None or shapes != [tuple(weight.shape) for weight in other.weights]:
            raise UserError(
                f"the {role} of {run.name} has other shapes: fine-tuning needs the same recipe, "
                "image size, channels and, of conditional models, number of classes"
            )
        network.set_weights(other.get_weights())
    if model.averages:
        model.averages.restart()
