"""Wrong inputs of every verb, derived from its parameters, and of every key of a recipe."""

from collections.abc import Iterator

import click
from faults.wrong_calls import CONTRADICTORY, INEFFECTIVE, OF_STUDIES

from keras_gencmp.cli import gencmp
from keras_gencmp.cli.options import OutputPath, RecipeName, RunName

NUMBERS = ("x", "1.5", "-1", "99999999999999999999", "1e3", "nan")
PATHS = ("file/below.png", "folder")  # below a file; a folder in the place of a file
RUNS = ("nothing", "nothing@best", "empty", "whole@best", "file")
# Whatever else is asked for, these make a verb complete.
NEEDED = {
    "train": ["dcgan", "--dataset=digits"],
    "reproduce": ["B"],
    "encode": ["whole", "folder"],
    "compare": ["dcgan", "--dataset=digits", "--budget=steps=10", "-o", "out"],
    "choose": ["--dataset=digits", "--minutes=1", "-o", "out"],
    "effect": ["latent=2,3", "vae", "--dataset=digits", "-o", "out"],
    "study": ["K1", "--dataset=digits", "-o", "out"],
    "augment": ["--dataset=digits", "-o", "out"],
    "judge fit": ["--dataset=digits"],
    "judge show": ["--dataset=digits"],
}
KEYS = {
    "latent": ("0", "-3", "1e12", "1.5", "true", "[]", "100000"),
    "summary": ("5", "[]"),
    "data.image_size": ("29", "0", "-28", "28.0"),
    "data.channels": ("2", "-1"),
    "data.validation": ("-2", "1e9", "100000"),
    "data.binarize": ("always", "1"),
    "data.nothing": ("1",),
    "schedule.epochs": ("0", "1.5", "1e9", "10000000"),
    "schedule.batch_size": ("0", "-1", "1000000", "1e3"),
    "schedule.epoch_steps": ("-1", "1.5"),
    "schedule.seed": ("-1", "4294967296", "1e20", "99999999999999999999"),
    "schedule.precision": ("float8", "16"),
    "schedule.jit": ("1", "perhaps"),
    "schedule.steps_per_execution": ("0", "1e6", "1000000", "-2"),
    "schedule.average": ("1", "-0.1", "nan"),
    "schedule.evaluate_every": ("-1", "0.5"),
    "schedule.patience": ("0", "1.5"),
    "optimizers.generator.learning_rate": ("0", "-1", "nan", "inf", "x", "true"),
    "optimizers.generator.beta_1": ("2", "1", "-0.1"),
    "optimizers.generator.beta_2": ("1", "-1"),
    "optimizers.generator.epsilon": ("-1e-7", "0", "nan"),
    "optimizers.generator.clipnorm": ("-1", "0", "x"),
    "optimizers.generator.weight_decay": ("-1",),
    "optimizers.generator.gradient_accumulation_steps": ("1", "0", "-1"),
    "optimizers.generator.name": ("os:system", "adamm", "5"),
    "optimizers.judge.name": ("adam",),
    "networks.generator.width": ("0", "-4", "1.5", "x", "1e3"),
    "networks.generator.kernel": ("0", "-1", "big"),
    "networks.generator.weights": ("-1", "0", "1e12", "xavier"),
    "networks.generator.name": ("dcgan.genrator", "os:system", "nothing.py:net"),
    "networks.discriminator.dropout": ("1", "-0.5", "2"),
    "networks.discriminator.clip": ("0", "-1"),
    "networks.judge.name": ("dcgan.generator",),
    "model.name": ("gan.GANN", "os:system", "5"),
    "model.loss": ("wassertein", "os:system", "5"),
    "model.discriminator_steps": ("0", "-1", "1.5"),
    "model.penalty": ('{name="r1", gamma=-1}', '{name="gradient_penalty", weight=-10}', "r3"),
    "model.penalty_every": ("0", "-1"),
    "name": ("../x", "a/b", ".."),
    "report": ("5",),
    "": ("1",),
}
# Deeper than Python follows, longer than anybody types, and no key at all.
SETS = ["latent=" + "[" * 2000, "latent=" + "9" * 5000, "latent", "=1", "a.b.c.d=1", "data=5"]
OTHERS = [
    *INEFFECTIVE,
    *CONTRADICTORY,
    *OF_STUDIES,
    ["train"],
    ["train", "dcgan", "vae"],
    ["train", "dcgan", "--recipe=file.toml"],
    ["train", "--recipe=none.toml"],
    ["train", "--recipe=file"],
    ["train", "dcgan", "--dataset=digits", "--devices=CPU:0,CPU:0"],
    ["train", "dcgan", "--dataset=digits", "--devices=GPU:99"],
    ["train", "dcgan", "--dataset=digits", "--devices=,"],
    ["train", "dcgan", "--dataset=folder:nothing"],
    ["train", "dcgan", "--dataset=npz:file"],
    ["train", "dcgan", "--dataset=digitss"],
    ["train", "dcgan", "--dataset=digits", "--run-dir=folder"],
    ["evaluate", "whole", "--metrics=nothing"],
    ["evaluate", "whole", "--metrics=fid,,kid"],
    ["evaluate", "whole", "-o", "table.xyz"],
    ["evaluate", "whole", "-o", "file/x.md"],
    ["evaluate"],
    ["evaluate", "folder:nothing", "--dataset=digits"],
    ["evaluate", "folder:folder", "whole"],
    ["evaluate", "whole", "--require=fid"],
    ["resume", "whole", "--set=latent=3"],
    ["train", "dcgan", "--dataset=folder:folder?fit=squeeze"],
    ["encode", "whole", "nothing"],
    ["encode", "whole", "folder", "-o", "codes.xyz"],
    ["reconstruct", "whole", "--images=nothing"],
    ["sample", "whole", "-o", "samples.xyz"],
    ["sample", "whole", "--draw"],
    ["sample", "whole", "--sampler=gmm"],
    ["curves", "whole", "-o", "curves.xyz"],
    ["manifold", "whole"],
    ["latent", "whole"],
    ["reconstruct", "whole"],
    ["interpolate", "whole", "--between", "1"],
    ["curves", "whole", "nothing"],
    ["sample", "whole", "nothing"],
    ["sample", "whole", "--same-seed"],
    ["sample", "whole", "whole", "-o", "samples.npy"],
    ["interpolate", "whole", "-o", "walk.avi"],
    ["figures", "whole", "--animation=walk.txt"],
    ["effect", "latent=2", "--dataset=digits", "-o", "out"],
    ["effect", "latent=2,3", "whole", "--dataset=digits", "-o", "out"],
    ["effect", "latent=2,3", "--dataset=digits", "-o", "folder.png"],
    ["theory", "colapse"],
    ["recipes", "nothing"],
    ["recipes", "vae", "dcgan"],
    ["reproduce", "B", "--quick", "--epochs=3"],
    ["nothing"],
    ["--nothing"],
    ["judge", "nothing"],
]


def verbs() -> dict[str, click.Command]:
    """Every verb by what a user types."""
    context = click.Context(gencmp)
    found = {name: gencmp.get_command(context, name) for name in gencmp.list_commands(context)}
    group = found.pop("judge")
    return found | {f"judge {name}": command for name, command in group.commands.items()}


def cases() -> dict[str, list[list[str]]]:
    """Wrong command lines by verb."""
    table = {name: list(of_verb(name, command)) for name, command in verbs().items()}
    start = ["train", *NEEDED["train"]]
    table["train --set"] = [
        [*start, f"--set={key}={value}"] for key, values in KEYS.items() for value in values
    ]
    table["train --set"] += [[*start, f"--set={text}"] for text in SETS]
    return table | {"others": OTHERS}


def of_verb(name: str, command: click.Command) -> Iterator[list[str]]:
    """A wrong value for each parameter of a verb, and parameters that it has not."""
    verb = name.split()
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    needed = NEEDED.get(name) or ["whole" for each in arguments if each.required]
    yield [*verb, *needed, "--nothing"]
    yield [*verb, *needed, ""]
    for parameter in command.params:
        for value in wrong_values(parameter):
            if isinstance(parameter, click.Argument):
                yield [*verb, value]
            elif max(parameter.opts, key=len) not in ("--help",):
                yield [*verb, *needed, f"{max(parameter.opts, key=len)}={value}"]


def wrong_values(parameter: click.Parameter) -> tuple[str, ...]:
    """Values that a parameter should refuse, by its type."""
    kind = parameter.type
    if isinstance(kind, RunName):
        return RUNS
    if isinstance(kind, RecipeName):
        return ("nothing", "../vae", "")
    if isinstance(kind, click.Choice):
        return ("nothing", "")
    if isinstance(kind, click.types.IntParamType):
        return (*NUMBERS, "")
    if isinstance(kind, click.types.FloatParamType):
        return ("x", "-1", "nan", "inf", "")
    if isinstance(kind, OutputPath):
        return ("", PATHS[0], *([PATHS[1]] if kind.file_okay else ["file"]))
    if getattr(parameter, "is_flag", False):
        return ("1",)
    return ("",)
