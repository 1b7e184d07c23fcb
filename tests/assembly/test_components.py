"""Components: names become things, and nothing is called that was not meant to be."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint

import keras
import numpy as np
import pytest
from small import batches, images, narrow

import keras_gencmp.losses
import keras_gencmp.models
from keras_gencmp import assembly
from keras_gencmp.assembly import components
from keras_gencmp.errors import UserError
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.losses.registry import LOSSES, PENALTIES
from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.models.registry import MODELS
from keras_gencmp.networks.registry import NETWORKS
from keras_gencmp.networks.shapes import Shapes
from keras_gencmp.optimizers.progress import TrainingProgress
from keras_gencmp.optimizers.registry import OPTIMIZERS, SCHEDULES
from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.schema import Component
from keras_gencmp.registry import registry as registry_module

REGISTRIES = {"model": MODELS, "network": NETWORKS, "loss": LOSSES, "penalty": PENALTIES}
BUILD = {
    "model": lambda name, options: components.model_class(name),
    "network": lambda name, options: components.network(Component(name, options), Shapes()),
    "loss": lambda name, options: components.adversarial_loss(Component(name, options)),
    "penalty": lambda name, options: components.penalty(Component(name, options)),
}
KINDS = pytest.mark.parametrize("kind", REGISTRIES)

OUTSIDE = """
import keras
from keras_gencmp.losses import adversarial, penalty
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.models.gan import GAN
from keras_gencmp.networks import mlp
from keras_gencmp.networks.shapes import Shapes

class MyGAN(GAN):
    "A GAN from outside."

def loss(margin: float = 1.0) -> AdversarialLoss:
    return adversarial.hinge()

def my_penalty(weight: float = 1.0) -> Penalty:
    return penalty.r1(weight)

def generator(shapes: Shapes, *, units: int = 8) -> keras.Model:
    return mlp.generator(shapes, widths=(units,))
"""


@pytest.fixture
def outside(tmp_path):
    """The file of a user with one thing of each kind."""
    file = tmp_path / "mine.py"
    file.write_text(OUTSIDE)
    return file


@KINDS
def test_every_row_can_be_loaded_and_is_what_its_registry_says(kind):
    for name, row in REGISTRIES[kind].items():
        if kind == "network":
            assert inspect.isfunction(components.network_builder(name))
        else:
            assert BUILD[kind](name, {}) is not None
        assert row.name == name and row.summary and not row.summary.endswith(".")


@KINDS
@pytest.mark.parametrize("name", ["nosuch", "Callable", "tf", "Tensor", "os.system"])
def test_an_unknown_name_is_answered_with_names_of_the_registry_alone(kind, name):
    with pytest.raises(UserError, match=f"unknown {kind} '{name}'") as error:
        BUILD[kind](name, {})
    menu = str(error.value).partition(": ")[2]
    near = menu.removeprefix("did you mean '").removesuffix("'?")
    assert near in REGISTRIES[kind] or menu == f"choose from {', '.join(REGISTRIES[kind])}"


def defined(package, wanted) -> set[str]:
    """The paths of all public things of a package that ``wanted`` accepts."""
    result = set()
    for module in pkgutil.iter_modules(package.__path__):
        path = f"{package.__name__}.{module.name}"
        for name, thing in vars(importlib.import_module(path)).items():
            if name[0] != "_" and getattr(thing, "__module__", "") == path and wanted(thing):
                result.add(f"{path}:{name}")
    return result


def returns(kind):
    return lambda x: inspect.isfunction(x) and inspect.signature(x).return_annotation is kind


def test_every_model_loss_and_penalty_of_the_package_has_a_row():
    models = lambda x: inspect.isclass(x) and issubclass(x, GenerativeModel)  # noqa: E731
    rows = lambda registry: {row.path for row in registry.values()}  # noqa: E731
    base = "keras_gencmp.models.base:GenerativeModel"
    assert defined(keras_gencmp.models, models) - {base} == rows(MODELS)
    assert defined(keras_gencmp.losses, returns(AdversarialLoss)) == rows(LOSSES)
    assert defined(keras_gencmp.losses, returns(Penalty)) == rows(PENALTIES)


def test_reading_the_registries_imports_nothing_heavy():
    code = """
import sys
from keras_gencmp.losses import registry
from keras_gencmp.models import registry
from keras_gencmp.networks import registry
from keras_gencmp.optimizers import registry
heavy = {"tensorflow", "keras", "numpy", "click", "matplotlib"} & set(sys.modules)
sys.exit(", ".join(heavy) or 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


THINGS = {"model": "MyGAN", "network": "generator", "loss": "loss", "penalty": "my_penalty"}


@KINDS
def test_installed_packages_add_things_by_entry_points(kind, outside, monkeypatch):
    point = EntryPoint("mine", f"{outside}:{THINGS[kind]}", f"keras_gencmp.{kind}")
    asked = []
    monkeypatch.setattr(
        registry_module, "entry_points", lambda group: asked.append(group) or [point]
    )
    registry = REGISTRIES[kind]
    monkeypatch.delitem(vars(registry), "_rows", raising=False)  # read once, then remembered
    assert BUILD[kind]("mine", {}) is not None and list(registry)[-1] == "mine"
    assert asked == [f"keras_gencmp.{kind}"]
    del vars(registry)["_rows"]


def test_a_recipe_trains_a_model_network_loss_and_penalty_of_a_users_file(outside):
    plan = narrow(recipe.load("gan"))
    networks = dict(plan.networks) | {"generator": Component(f"{outside}:generator", {"units": 4})}
    options = {
        "loss": {"name": f"{outside}:loss", "margin": 2.0},
        "penalty": f"{outside}:my_penalty",
    }
    plan = replace(plan, networks=networks, model=Component(f"{outside}:MyGAN", options))
    model = assembly.assemble(plan)
    assert type(model).__name__ == "MyGAN"
    logs = model.train_step(batches(plan, model, images(4))[0])
    assert all(np.isfinite(value) for value in logs.values())


CALLED = """
import keras
from pathlib import Path
from keras_gencmp.losses.adversarial import AdversarialLoss, hinge
from keras_gencmp.losses.penalty import Penalty

def unmarked(**options):
    Path({touched!r}).touch()

def another(shapes=None) -> "AdversarialLoss | None":
    Path({touched!r}).touch()

def undefined() -> "NoSuchThing":
    Path({touched!r}).touch()

class Callable:
    def __init__(self) -> None:
        Path({touched!r}).touch()

short = lambda *options: Path({touched!r}).touch()
instance = hinge()

class Network(keras.Model):
    def __init__(self, shapes):
        Path({touched!r}).touch()
"""


@KINDS
@pytest.mark.parametrize(
    "name", ["unmarked", "another", "undefined", "Callable", "short", "instance", "Path", "keras"]
)
def test_what_is_not_a_builder_is_refused_before_it_is_called(kind, name, tmp_path):
    touched, file = tmp_path / "touched", tmp_path / "calls.py"
    file.write_text(CALLED.format(touched=str(touched)))
    with pytest.raises(UserError, match="is no builder|is no subclass"):
        BUILD[kind](f"{file}:{name}", {})
    assert not touched.exists()


@KINDS
@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("os:system", "command"),
        ("os:popen", "cmd"),
        ("subprocess:run", "args"),
        ("subprocess:Popen", "args"),
        ("builtins:exec", "source"),
        ("importlib:import_module", "name_"),
        ("keras.models:load_model", "filepath"),
        ("keras.saving:deserialize_keras_object", "config"),
    ],
)
def test_functions_of_other_libraries_are_no_components(kind, name, option, tmp_path):
    with pytest.raises(UserError, match="is no builder|is no subclass"):
        BUILD[kind](name, {option: f"touch {tmp_path / 'touched'}"})
    assert not list(tmp_path.iterdir())


def test_a_model_asked_to_run_a_command_as_its_loss_is_refused(tmp_path):
    loss = {"name": "os:system", "command": f"touch {tmp_path / 'touched'}"}
    plan = recipe.override(narrow(recipe.load("gan")), {"model.loss": loss})
    with pytest.raises(UserError, match="loss 'os:system' is no builder"):
        assembly.assemble(plan)
    assert not list(tmp_path.iterdir())


LIARS = """
from __future__ import annotations
import keras
from keras_gencmp.losses.adversarial import AdversarialLoss
from keras_gencmp.losses.penalty import Penalty
from keras_gencmp.networks.shapes import Shapes

def network(shapes: Shapes) -> keras.Model:
    return 5

def loss() -> AdversarialLoss:
    return lambda real, fake: 0.0

def penalty() -> Penalty:
    return lambda critic, real: 0.0

def mistaken(width: int = 3) -> AdversarialLoss:
    return None + width
"""


@pytest.fixture
def liars(tmp_path):
    file = tmp_path / "liars.py"
    file.write_text(LIARS)
    return file


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("network", "returned int, not Model"),
        ("loss", "returned function, not AdversarialLoss"),
        ("penalty", r"no function of \(critic, real, fake, seed\)"),
    ],
)
def test_a_builder_that_returns_something_else_is_one_sentence(kind, words, liars):
    with pytest.raises(UserError, match=words):
        BUILD[kind](f"{liars}:{kind}", {})


def test_a_programming_error_of_a_builder_surfaces(liars):
    with pytest.raises(TypeError, match="unsupported operand"):
        components.adversarial_loss(Component(f"{liars}:mistaken"))


def test_options_of_a_users_builder_are_checked_even_where_its_hints_are_texts(liars):
    with pytest.raises(UserError, match="width of .*mistaken must be a whole number, not 'big'"):
        components.adversarial_loss(Component(f"{liars}:mistaken", {"width": "big"}))


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("dcgan.generator", {"widht": 3}, "has no option 'widht': did you mean 'width'"),
        ("dcgan.generator", {"shapes": 3}, "has no option 'shapes'"),
        ("dcgan.generator", {"width": 2.5}, "must be a whole number"),
        ("mlp.generator", {"widths": 5}, "widths of mlp.generator must be a list"),
        (
            "mlp.generator",
            {"widths": ["wide"]},
            "must be a whole number of at least 1 .*, not 'wide'",
        ),
        ("mlp.generator", {"widths": [-1]}, "must be a whole number of at least 1 .*, not -1"),
        ("mlp.generator", {"output": "relu"}, "output must be"),
    ],
)
def test_a_wrong_option_is_one_sentence(name, options, words):
    with pytest.raises(UserError, match=words):
        components.network(Component(name, options), Shapes())


def test_a_model_without_one_of_its_networks_is_one_sentence():
    plan = narrow(recipe.load("gan"))
    plan = replace(plan, networks={"generator": plan.networks["generator"]})
    with pytest.raises(UserError, match=r"gan.GAN cannot be built: .*'discriminator'"):
        assembly.assemble(plan)


@pytest.mark.parametrize("key", ["generator", "seed", "self"])
def test_what_the_program_gives_a_model_is_no_option_of_it(key):
    plan = recipe.override(narrow(recipe.load("gan")), {f"model.{key}": 3})
    with pytest.raises(UserError, match=f"has no option '{key}'"):
        assembly.assemble(plan)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_is_one_of_keras_in_small_or_capital_letters(name):
    for spelt in (name, name.upper()):
        built = components.optimizer(Component(spelt, {"learning_rate": 0.01, "clipnorm": 1.0}))
        assert isinstance(built, keras.optimizers.Optimizer)
        assert float(built.learning_rate) == pytest.approx(0.01)


SCHEDULE_OPTIONS = {
    "cosine": {"initial": 0.1, "final": 0.01},
    "two_cosines": {"initial": 0.1, "second": 0.05, "restart": 0.5},
    "linear": {"initial": 0.1, "final": 0.01, "start": 0.5},
    "CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 10},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 10},
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "PiecewiseConstantDecay": {"boundaries": [1, 2], "values": [0.1, 0.2, 0.3]},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "cycle": True},
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_gives_the_rate_of_a_step(name):
    rate = {"name": name, **SCHEDULE_OPTIONS[name]}
    progress = TrainingProgress(keras.Variable(0, dtype="int64"))
    progress.plan(10**6)
    built = components.optimizer(Component("sgd", {"learning_rate": rate}), progress)
    assert float(built.learning_rate) == pytest.approx(0.1)


EVIL = {"module": "builtins", "class_name": "eval", "config": {"source": "1"}}


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("adamm", {}, "unknown optimizer 'adamm': did you mean 'adam'"),
        ("keras.optimizers:SGD", {}, "unknown optimizer"),
        ("os:system", {"command": "true"}, "unknown optimizer"),
        ("LossScaleOptimizer", {"inner_optimizer": EVIL}, "unknown optimizer"),
        ("adam", {"rate": 1}, "adam has no option 'rate'"),
        ("adam", {"kwargs": 1}, "adam has no option 'kwargs'"),
        ("adam", {"clipnorm": EVIL}, "clipnorm of adam must be"),
        ("adam", {"beta_1": [0.5]}, "beta_1 of adam must be"),
        ("adam", {"beta_1": "0.5"}, "beta_1 of adam must be"),
        ("adam", {"amsgrad": 1}, "amsgrad of adam must be true or false"),
        ("adam", {"learning_rate": [0.1]}, "learning_rate of adam must be"),
        ("adam", {"learning_rate": EVIL}, "learning_rate needs a name"),
        ("adam", {"learning_rate": "NoSuchDecay"}, "unknown learning-rate schedule 'NoSuchDecay'"),
        ("adam", {"learning_rate": {"name": "os:system"}}, "unknown learning-rate schedule"),
        (
            "adam",
            {"learning_rate": {"name": "CosineDecay"}},
            "CosineDecay cannot be built: missing",
        ),
        (
            "adam",
            {
                "learning_rate": {
                    "name": "CosineDecay",
                    "decay_steps": 1,
                    "initial_learning_rate": EVIL,
                }
            },
            "initial_learning_rate of CosineDecay must be",
        ),
        ("sgd", {"momentum": 2.0}, "sgd cannot be built with these options"),
    ],
)
def test_optimizers_take_numbers_from_a_fixed_list_of_constructors(name, options, words):
    with pytest.raises(UserError, match=words):
        components.optimizer(Component(name, options))
