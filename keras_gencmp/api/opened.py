"""What a function of the API is given as a model: a run, an export, or a model of this session."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from keras_gencmp import assembly, runs
from keras_gencmp.api.datasets import Images, splits_of
from keras_gencmp.assembly import abilities
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError
from keras_gencmp.exports.folders import holds_export
from keras_gencmp.exports.loaded import LoadedModel
from keras_gencmp.inspection.run_figures import titled
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.runs.run import Run
from keras_gencmp.training.data import data_of_run

# A run by its path or name, a run, or a model in memory.
Named = str | Path | Run
Trained = Named | GenerativeModel | LoadedModel
EXPORT = (
    "is an export, which has samples, scores and codes, but neither data nor a training: name a run"
)


class Opened(NamedTuple):
    """A model, and the run that it comes from; None for a model in memory and for an export."""

    model: GenerativeModel | LoadedModel
    run: Run | None

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes of a conditional model; none of another one, or of an export."""
        model = self.model
        if isinstance(model, LoadedModel):
            return ()
        if self.run and model.conditional:
            return self.run.class_names(model.classes)
        return tuple(map(str, range(model.classes)))

    def splits(self, dataset: str | Images | None, data_dir: str | None) -> Splits:
        """The data of the run, or those that are named; UserError where nothing says which."""
        if self.run is not None and dataset is None:
            return data_of_run(self.run, data_dir)
        if self.run is not None and isinstance(dataset, str):
            return data_of_run(self.run, data_dir, dataset)
        if dataset is None:
            raise UserError("a model in memory knows no data: name them, as in dataset='digits'")
        height, _, channels = self.model.image_shape
        return splits_of(dataset, size=height, channels=channels, data_dir=data_dir)

    def titled(self, figure: Figure) -> Figure:
        """A figure under the title of its run; of a model in memory as it is."""
        return titled(figure, self.run, self.model) if self.run else figure


def is_exported(model: Any) -> bool:
    """Whether a model is an export, or the folder of one."""
    is_folder = isinstance(model, str | Path) and holds_export(str(model))
    return is_folder or isinstance(model, LoadedModel)


def loaded(model: str | Path | LoadedModel) -> LoadedModel:
    """The model of an export."""
    return model if isinstance(model, LoadedModel) else LoadedModel(Path(model))


def named(run: Named, root: str | Path, trust: bool = False) -> Run:
    """The run of that path or name; a run is itself. UserError for what is none."""
    if isinstance(run, Run):
        return run
    if isinstance(run, LoadedModel):
        raise UserError(f"{run.path} {EXPORT}")
    if not isinstance(run, str | Path):
        kind = type(run).__name__
        raise UserError(f"a run is a path, a name, or what gg.train returned, not a {kind}")
    try:
        return runs.find(str(run), Path(root), trust)
    except UserError as error:
        if is_exported(run):  # a run of that name would be meant, as on the command line
            raise UserError(f"{run} {EXPORT}") from error
        raise


def opened(
    model: Trained, root: str | Path, trust: bool, needs: str = "", what: str = "this"
) -> Opened:
    """A model and its run; UserError where it lacks an ability that ``what`` needs.

    The abilities are those of :func:`keras_gencmp.assembly.abilities.require`. An export is refused
    too.
    """
    if isinstance(model, GenerativeModel):
        _check(model, needs, what)
        return Opened(model, None)
    run = named(model, root, trust)
    if needs:
        abilities.require(run.recipe, needs, what)
    return Opened(assembly.load(run), run)


def with_encoder(model: Trained, root: str | Path, trust: bool, what: str) -> Opened:
    """A model with an encoder and its run; an export is taken too."""
    if not is_exported(model):
        return opened(model, root, trust, "encoder", what)
    found = loaded(model)
    found.require_encoder()
    return Opened(found, None)


def _check(model: GenerativeModel, needs: str, what: str) -> None:
    """UserError where a model in memory lacks an ability."""
    lacks = {
        "encoder": not model.has_encoder,
        "codes": not model.has_encoder or model.latent < abilities.PLANE,
        "plane": model.latent != abilities.PLANE,
        "bernoulli": not model.has_bernoulli_pixels,
    }
    if needs and lacks[needs]:
        wanted = {
            "encoder": "an encoder",
            "codes": "an encoder and two latent dimensions or more",
            "plane": "two latent dimensions",
            "bernoulli": "a Bernoulli likelihood",
        }[needs]
        raise UserError(f"{what} needs a model with {wanted}, such as conv-vae")
