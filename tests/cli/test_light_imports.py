"""What must be quick imports nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = {"tensorflow", "keras", "tensorflow_datasets", "numpy", "matplotlib", "scipy", "sklearn"}
LIGHT = {
    "the package": "import keras_gencmp",
    "help": "from click.testing import CliRunner; from keras_gencmp.cli import gencmp;"
    "assert CliRunner().invoke(gencmp, ['--help']).exit_code == 0",
    "the help of every verb": "from click.testing import CliRunner;"
    "from keras_gencmp.cli import VERBS, gencmp;"
    "assert not any(CliRunner().invoke(gencmp, [v, '--help']).exit_code for v in VERBS)",
    "the list of recipes": "from click.testing import CliRunner;"
    "from keras_gencmp.cli import gencmp;"
    "assert 'dcgan' in CliRunner().invoke(gencmp, ['recipes']).output",
    "the main module": "import keras_gencmp.__main__",
}


@pytest.mark.parametrize("what", LIGHT)
def test_it_loads_nothing_heavy(what):
    code = f"{LIGHT[what]}\nimport sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert not HEAVY & {name.partition(".")[0] for name in loaded.split()}
