"""The package as pip builds it, and the doors of a checkout."""

import configparser
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names in the wheel, and its metadata."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "from setuptools.build_meta import build_wheel; import sys; build_wheel(sys.argv[1])"
    source = folder / "source"
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True)
    if archive.returncode:
        pytest.skip("not a git checkout: the wheel is built from a clean copy of one")
    source.mkdir()
    subprocess.run(["tar", "x", "-C", str(source)], input=archive.stdout, check=True)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", build, str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        return names, archive.read(info).decode()


def test_the_wheel_holds_recipes_types_and_no_tests(wheel):
    names, _ = wheel
    assert "keras_gencmp/recipes/dcgan.toml" in names
    assert "keras_gencmp/py.typed" in names
    assert any(name.endswith("entry_points.txt") for name in names)
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "saved_models"))]


def test_the_metadata_say_what_the_package_is(wheel):
    _, metadata = wheel
    assert "Name: keras-gencmp" in metadata
    assert "License: Apache-2.0" in metadata
    assert "Requires-Python: <3.14,>=3.11" in metadata
    assert "Provides-Extra: gpu" in metadata
    assert re.search(r"Requires-Dist: keras<4,>=3\.15\.1", metadata)


def test_the_lock_file_pins_every_package_and_names_no_index():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[0-9][A-Za-z0-9.]*", pin) for pin in pins)
    locked = {re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for pin in pins}
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    # The other extras are optional: tests of them are skipped where they are not installed.
    texts = setup["options"]["install_requires"], setup["options.extras_require"]["test"]
    wanted = re.findall(r"^([a-z][a-z0-9_\-]+)>=", "\n".join(texts), re.M)
    assert len(wanted) > 15 and {name.replace("_", "-") for name in wanted} <= locked


def test_no_source_file_is_too_long():
    # A registry is a table of rows, which grows with what the package can do.
    files = [path for path in (ROOT / "keras_gencmp").rglob("*.py") if path.name != "registry.py"]
    long = {p.name: n for p in files if (n := len(p.read_text().splitlines())) > 210}
    assert not long
