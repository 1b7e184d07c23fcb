"""What must be quick imports only what it needs: the standard library and a list of packages."""

import os
import subprocess
import sys

import pytest
from processes import ROOT

RUN = "from click.testing import CliRunner\nfrom keras_gencmp.cli import VERBS, gencmp\n"
# What is run, and the packages that it may load.
LIGHT = {
    "the package": ("import keras_gencmp", set()),
    "the main module": ("import keras_gencmp.__main__", {"click"}),
    "help": (f"{RUN}assert CliRunner().invoke(gencmp, ['--help']).exit_code == 0", {"click"}),
    "the version": (
        f"{RUN}assert CliRunner().invoke(gencmp, ['--version']).exit_code == 0",
        {"click"},
    ),
    "the help of every verb": (
        f"{RUN}assert not any(CliRunner().invoke(gencmp, [v, '--help']).exit_code for v in VERBS)",
        {"click"},
    ),
    "the list of recipes": (
        f"{RUN}assert 'dcgan' in CliRunner().invoke(gencmp, ['recipes']).output",
        {"click", "rich"},
    ),
    "the list of runs": (
        f"{RUN}assert CliRunner().invoke(gencmp, ['runs']).exit_code == 0",
        {"click", "rich"},
    ),
    "an error": (
        "import sys; from keras_gencmp.__main__ import main\nsys.argv = ['gencmp', 'tran']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 2",
        {"click", "rich"},
    ),
}


@pytest.mark.parametrize("what", LIGHT)
def test_it_loads_only_what_it_needs(what, tmp_path):
    code, packages = LIGHT[what]
    code = f"import sys\nbefore = set(sys.modules)\n{code}\nprint(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded <= packages | {"keras_gencmp"} | sys.stdlib_module_names
