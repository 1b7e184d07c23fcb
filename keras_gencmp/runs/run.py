"""A run: one training's folder, every path in it, and what its files say."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.recipe import Recipe, load_from_run
from keras_gencmp.runs import environment, outcome
from keras_gencmp.runs.environment import Environment
from keras_gencmp.runs.outcome import Outcome

if TYPE_CHECKING:
    import numpy as np

STEP = "step-"  # before the step in the names of samples that no epoch has ended with
BEST = "@best"  # after the name of a run: its best state, in the place of its last


@dataclass(frozen=True)
class Run:
    """The directory of one training: ``<root>/<recipe>/<stamp>``.

    ``best`` puts the state of the best evaluation in the place of the last one; what is drawn and
    scored of it stands apart. ``trust`` lets the recipe name code outside the package, which is
    run when the model is built.

    The recipe, the environment and the outcome are read once: a training writes each of them once.
    Histories and checkpoints grow while it runs, and are read when they are asked for.
    """

    directory: Path
    best: bool = False
    trust: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """The run as a user may call it: recipe and stamp, and which state if not the last."""
        folder = self.directory.absolute()
        return f"{folder.parent.name}/{folder.name}{BEST if self.best else ''}"

    @property
    def recipe_file(self) -> Path:
        """The recipe after all overrides."""
        return self.directory / "recipe.json"

    @property
    def environment_file(self) -> Path:
        """Versions, device, threads, seed, data digest and command line."""
        return self.directory / "environment.json"

    @property
    def history_file(self) -> Path:
        """Mean losses per epoch."""
        return self.directory / "history.csv"

    @property
    def iterations_file(self) -> Path:
        """Losses of single training steps, about 50 an epoch."""
        return self.directory / "iterations.csv"

    @property
    def timing_file(self) -> Path:
        """Seconds per epoch: apart from the losses, which repeat to the bit.

        Of a training that was stopped within an epoch the last row holds what it took so far.
        """
        return self.directory / "timing.csv"

    @property
    def quality_file(self) -> Path:
        """Scores of the samples, one row an evaluation; only where a training is evaluated."""
        return self.directory / "quality.csv"

    @property
    def checkpoint_file(self) -> Path:
        """The state of the run: weights, optimizers, clock, metrics."""
        return self.best_file if self.best else self.directory / "checkpoint.npz"

    @property
    def previous_file(self) -> Path:
        """The checkpoint before the last one, for the case that the last one is damaged."""
        return self.directory / "checkpoint-before.npz"

    @property
    def best_file(self) -> Path:
        """The state after the evaluation of the lowest KID so far."""
        return self.directory / "best.npz"

    @property
    def metrics_file(self) -> Path:
        """The outcome of the training; it exists only once a run is finished."""
        return self.directory / "metrics.json"

    @property
    def evaluation_file(self) -> Path:
        """The scores of the run beside real images, once they have been asked for."""
        return self.directory / f"evaluation{'-best' if self.best else ''}.json"

    @property
    def changes_file(self) -> Path:
        """Keys of the recipe that were changed while the run was under way."""
        return self.directory / "changes.json"

    @property
    def tensorboard(self) -> Path:
        """The folder of TensorBoard's event files; only where they were asked for."""
        return self.directory / "tensorboard"

    @property
    def code(self) -> Path:
        """The folder of copies of the files outside the package that the recipe names."""
        return self.directory / "code"

    @property
    def log_file(self) -> Path:
        """One plain line an epoch."""
        return self.directory / "train.log"

    @property
    def figures(self) -> Path:
        """The folder of pictures."""
        return self.directory / f"figures{'-best' if self.best else ''}"

    @property
    def samples(self) -> Path:
        """The folder of samples of the same latents, one array an epoch (uint8)."""
        return self.directory / "samples"

    @property
    def sample_files(self) -> dict[int, Path]:
        """The files of samples by their epoch, in its order."""
        files = [path for path in self.samples.glob("*.npy") if path.stem.isdecimal()]
        return {int(path.stem): path for path in sorted(files, key=lambda path: int(path.stem))}

    @property
    def early_sample_files(self) -> dict[int, Path]:
        """The files of samples within the first epochs by their step, in its order."""
        steps = {path: path.stem.removeprefix(STEP) for path in self.samples.glob(f"{STEP}*.npy")}
        known = {int(step): path for path, step in steps.items() if step.isdecimal()}
        return dict(sorted(known.items()))

    def early_sample_file(self, step: int) -> Path:
        """The file of samples at an early step."""
        return self.samples / f"{STEP}{step:07d}.npy"

    def read_samples(self, epoch: int) -> np.ndarray:
        """The stored samples of an epoch, uint8 (n, height, width, channels)."""
        return self.read_sample_file(self.sample_files[epoch])

    def read_sample_file(self, path: Path) -> np.ndarray:
        """Stored samples, uint8 (n, height, width, channels); UserError where they are damaged."""
        from keras_gencmp.runs import checkpoint

        data = self.recipe.data
        channels = (data.channels,) if data.channels else (1, 3)
        return checkpoint.read_images(path, data.image_size, channels)

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe that this run trains; UserError where it names code and is not trusted."""
        return load_from_run(self.recipe_file, self.name, self.trust)

    @cached_property
    def environment(self) -> Environment:
        """What the run was started with."""
        return environment.read(self.environment_file)

    @cached_property
    def outcome(self) -> Outcome:
        """How the training ended; UserError before its end."""
        return outcome.read(self.metrics_file)

    @property
    def begun(self) -> bool:
        """Whether a training has begun in this folder."""
        return self.recipe_file.exists() and self.environment_file.exists()

    @property
    def finished(self) -> bool:
        """Whether the training has reached its end."""
        return self.metrics_file.exists()

    def class_names(self, count: int) -> tuple[str, ...]:
        """The names of so many classes of its data; their numbers where they have no names."""
        names = self.environment.get("classes", [])
        return tuple(names) if len(names) == count else tuple(map(str, range(count)))

    def check_outcome(self) -> None:
        """UserError where the run is finished, and the record of its end is damaged."""
        if self.finished:
            outcome.read(self.metrics_file)

    @property
    def is_whole(self) -> bool:
        """Whether the outcome and the last checkpoint can be read; if not, resuming mends them."""
        from keras_gencmp.runs import checkpoint

        try:
            return bool(self.outcome) and bool(checkpoint.read(self.checkpoint_file))
        except UserError:
            return False
