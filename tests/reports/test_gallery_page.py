"""The gallery: the last finished run of every recipe, with its command and losses."""

from dataclasses import replace

import numpy as np
import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.reports import gallery_page
from keras_gencmp.runs import checkpoint


def finished(name, root, loss, **changes):
    plan = recipe.override(recipe.load(name), {"data.channels": 1})
    run = runs.start(replace(plan, **changes), root)
    facts = {"command": f"/usr/bin/gencmp train {name}", "data": "digits", "device": "CPU"}
    runs.write_json(run.environment_file, facts)
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28, 1), dtype=np.uint8)
    checkpoint.write_array(run.samples / "0001.npy", images)
    table = {"epochs": 1, "steps": 13, "seconds": 4.0}
    table |= {"last_epoch": {"epoch": 1, "loss": loss}, "test": {"loss": 2.5}}
    runs.write_json(run.metrics_file, table)


def test_the_last_finished_run_of_each_recipe_is_shown(tmp_path):
    for name, loss in (("dcgan", 7.0), ("dcgan", 1.25), ("conv-vae", 3.5)):
        finished(name, tmp_path / "runs", loss)
    runs.start(recipe.load("dcgan"), tmp_path / "runs")  # not finished: not shown
    paths = gallery_page.write(tmp_path / "docs.md", tmp_path / "runs")
    text = paths[0].read_text()
    assert [path.name for path in paths] == ["docs.md", "conv-vae.png", "dcgan.png"]
    assert all(path.exists() for path in paths)
    assert text.count("## ") == 2 and "| loss | 1.25 |  | 2.50 |" in text and "7.00" not in text
    assert "![Samples of dcgan](" in text  # for those who do not see them
    assert "`gencmp train dcgan` on digits: 1 epoch, 13 steps, 4 s on CPU." in text


def test_what_samples_cannot_be_is_said_beside_them(tmp_path):
    finished("autoencoder", tmp_path / "runs", 1.0)
    text = gallery_page.write(tmp_path / "docs.md", tmp_path / "runs")[0].read_text()
    assert f"(report B3). {recipe.load('autoencoder').caveat}\n" in text
    assert "N(0, I)" in recipe.load("autoencoder").caveat


def test_a_folder_without_finished_runs_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        gallery_page.write(tmp_path / "gallery.md", tmp_path)


def test_a_system_whose_runs_are_gone_keeps_its_entry(tmp_path):
    page = tmp_path / "docs.md"
    finished("dcgan", tmp_path / "one", 1.25)
    gallery_page.write(page, tmp_path / "one")
    finished("conv-vae", tmp_path / "other", 3.5)
    finished("dcgan", tmp_path / "newer", 2.25)
    for _ in range(2):
        gallery_page.write(page, tmp_path / "other")
    text = page.read_text()
    assert text.index("loss | 3.50") < text.index("loss | 1.25") and text.count("## ") == 2
    gallery_page.write(page, tmp_path / "newer")
    assert "loss | 1.25" not in page.read_text() and "loss | 2.25" in page.read_text()


def test_held_out_losses_stand_beside_those_of_training():
    last, test = {"epoch": 3, "kl": 1.0, "val_kl": 2.0, "loss": 3.0}, {"kl": 4.0}
    table = gallery_page.losses(last, test)
    assert table.heads == ("loss", "training", "validation", "test")
    assert table.rows == [("KL", "1.00", "2.00", "4.00"), ("loss", "3.00", "", "")]


def test_text_that_others_wrote_is_no_markup(tmp_path):
    summary = "a\x1b[31m <script>alert(1)</script>\n## dcgan\n| b"
    finished("dcgan", tmp_path / "runs", 1.0, summary=summary)
    page = tmp_path / "docs.md"
    for _ in range(2):
        gallery_page.write(page, tmp_path / "runs")
    text = page.read_text()
    assert "\x1b" not in text and "<script>" not in text and r"\| b" in text
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# Gallery", "## dcgan"]


def test_a_page_that_is_no_text_is_left_as_it_is(tmp_path):
    finished("dcgan", tmp_path / "runs", 1.0)
    page = tmp_path / "docs.md"
    page.write_bytes(b"## dcgan \xff\n")
    with pytest.raises(UserError, match="docs.md is no text in UTF-8: name another"):
        gallery_page.write(page, tmp_path / "runs")
    assert page.read_bytes() == b"## dcgan \xff\n" and not page.with_suffix("").exists()
