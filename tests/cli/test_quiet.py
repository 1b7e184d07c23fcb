"""Every verb as a user runs it: stderr holds our lines and none of TensorFlow or Matplotlib."""

import re
import shutil

import numpy as np
import pytest
from processes import run

from keras_gencmp import runs
from keras_gencmp.cli import VERBS
from keras_gencmp.data import cache

READ = r"digits:  1,350 training, .*"  # what a training read
SMALL = (
    "--set=networks.encoder.width=4 --set=networks.decoder.width=4 --set=schedule.epoch_steps=3 "
    "--epochs=2 --evaluate-every=1 --dataset=digits"
).split()
# A line on stderr is one of these; a verb that is not named here writes none.
LINES = {
    "train": rf"{READ}|epoch \d/2  .* left( not known yet)?|epoch \d: KID .*|alarm, .*"
    r"|fitting a judge .*|fitting the judge .*|drawing the figures .*",
    "resume": r"alarm, .*|drawing the figures .*",
    "effect": rf"{READ}|epoch .* left( not known yet)?|alarm, .*|[12] of 2: vae latent=[23]",
    "evaluate": rf"{READ}|evaluating .* \.\.\.",
    "compare": rf"{READ}|evaluating .* \.\.\.",
    "study": r"K10: .*",
    "augment": r"1 units, about .*|[01] of 1 units .*|digits:  1,438 training, .*",
    "choose": rf"{READ}|[\d,]+ grey training images of .*|2 min are enough .*|about 2 min .*"
    r"|rung \d of \d: .*|left out .*|\d trainings, about .*|\d of \d trainings done .*"
    r"|evaluating .* \.\.\.|digits has .*",
    "judge": rf"{READ}|starting TensorFlow \.\.\.",
    "runs": r"to continue an unfinished run: gencmp resume .*",
    "reproduce": r"(digits|mnist-5k):  .*|epoch \d/\d  .* left( not known yet)?|alarm, .*"
    r"|gencmp: .* using the .* instead\. .*|drawing .* \.\.\."
    r"|[\w-]+: [\d,]+ steps, about .*|in all about .*",
    "theory": r"drawing .* \.\.\.",
}
CALLS = [
    "resume unfinished",
    "sample latest@best -n 4 -o best.npy",
    "sample latest -n 4 --sampler gmm",
    "reconstruct latest -n 4 -o pairs.pdf",
    "reconstruct latest --images two.npy -o rebuilt.png",
    "encode latest two.npy -o codes.csv",
    "interpolate latest --steps 3",
    "manifold latest --grid 3 -o manifold.svg",
    "latent latest",
    "curves latest",
    "curves latest unfinished",
    "sample latest unfinished --same-seed -o both.svg",
    "explore latest -o explorer.html",
    "figures latest",
    "gallery",
    "evaluate latest --n 20 --metrics kid",
    "compare latest --n 20 --metrics kid -o compared",
    "study K10 --dataset digits -o studied",
    "judge show --dataset digits",
    "export latest",
    "sample saved_models/conv-vae -n 4",
    "recipes",
    "runs",
]
SLOW = [
    "effect latent=2,3 vae --steps 10 -o effect.pdf",
    "theory",
    "reproduce B --quick",
    "choose --dataset digits --minutes 2 --n 50 -o chosen",
]
SLOW += ["augment conditional-vae --labels 10 --seeds 1 --ratios 1"]
SLOW[-1] += " --dataset digits --steps 5 --classifier-steps 5 -o augmented"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a finished and an unfinished run, of a user who has never drawn a figure."""
    folder = tmp_path_factory.mktemp("quiet")
    check("train conv-vae", folder, *SMALL)
    finished = runs.find("latest", folder / "runs")
    shutil.copytree(finished.directory, folder / "unfinished")
    (folder / "unfinished" / finished.metrics_file.name).unlink()
    check("export latest", folder)
    np.save(folder / "two.npy", np.eye(28)[np.newaxis].repeat(2, axis=0))
    return folder


def home(folder):
    """The environment of a user who has set nothing; judges that are fitted stay in the cache."""
    variables = {"HOME": str(folder), "GENCMP_CACHE": str(cache.directory())}
    unset = ("TF_CPP_MIN_LOG_LEVEL", "CUDA_VISIBLE_DEVICES", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    return variables | dict.fromkeys((*unset, "MPLCONFIGDIR"))


def check(call, folder, *options):
    """Run a call; every line on stderr is one that its verb may write."""
    done = run(*call.split(), *options, cwd=folder, **home(folder))
    assert done.returncode == 0, done.stderr
    ours = re.compile(LINES.get(call.split()[0], "nothing"))
    assert not [line for line in done.stderr.splitlines() if not ours.fullmatch(line)]
    assert "\x1b" not in done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("call", CALLS)
def test_stderr_holds_only_our_lines(call, folder):
    assert check(call, folder)


@pytest.mark.slow
@pytest.mark.parametrize("call", SLOW)
def test_stderr_of_a_long_verb_holds_only_our_lines(call, folder):
    assert check(call, folder)


def test_every_verb_is_run():
    assert {call.split()[0] for call in ["train", *CALLS, *SLOW]} == set(VERBS)
