"""Images without a run, from the command line: their scores, and what a build requires of them."""

import json

import pytest
from evaluation_runs import said

from keras_gencmp import assembly, runs
from keras_gencmp.exports.images import write_array, write_folder

OPTIONS = ("--n", "60", "--metrics", "fid,kid,prdc")
NAMES = ("fid", "kid", "precision", "recall")


@pytest.fixture
def sets(root, tmp_path):
    """The samples of a run as the evaluation draws them, in a folder and in two arrays."""
    images = assembly.load(runs.find("dcgan", root)).sample(60, seed=0)
    write_folder(tmp_path / "fakes", images, None, ())
    for suffix in ("npz", "npy"):
        write_array(tmp_path / f"fakes.{suffix}", images, None)
    arrays = [f"{suffix}:{tmp_path / 'fakes'}.{suffix}" for suffix in ("npz", "npy")]
    return [f"folder:{tmp_path / 'fakes'}", *arrays]


def scores(root, *arguments):
    rows = json.loads(said(root, *arguments, *OPTIONS, "--json").stdout)
    return {row["name"]: [row["scores"][name]["value"] for name in NAMES] for row in rows}


def test_samples_in_a_folder_or_an_array_score_as_their_run_does(root, sets):
    own = scores(root, "dcgan")
    found = scores(root, *sets, "--dataset", "blobs")
    (run,) = [own[name] for name in own if "dcgan" in name]
    for name in sets:  # in another order, which KID's subsets are drawn from
        assert found[name] == pytest.approx(run, rel=1e-3)
    assert found["real images"] == own["real images"]


def test_a_build_fails_where_a_requirement_is_not_met(root, sets):
    arguments = (sets[0], "--dataset", "blobs", *OPTIONS)
    failed = said(root, *arguments, "--require", "fid<0.001", code=1)
    assert failed.exit_code == 1 and "is not met" in failed.output
    assert said(root, *arguments, "--require", "fid<1e9", "--require", "kid>-1e9").exit_code == 0
