"""What each player of a model is told to do: the gradients of one training step."""

import numpy as np


class Watched:
    """An optimizer that keeps the gradients it is given and moves nothing."""

    def apply(self, gradients, weights):
        self.gradients = [np.asarray(gradient) for gradient in gradients]

    def scale_loss(self, loss):
        return loss


def gradients(model, batch, monkeypatch) -> dict[str, list[np.ndarray]]:
    """The gradients that each player gets in one step, in which nobody moves; the clock stays."""
    watched = {player: Watched() for player in model.players}
    monkeypatch.setattr(model, "_optimizer", watched.get)
    model.train_step(batch)
    model.clock.assign_sub(1)
    return {player: optimizer.gradients for player, optimizer in watched.items()}
