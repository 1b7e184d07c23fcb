"""A comparison from its declaration to its page, in one process."""

import csv
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.colors import to_hex
from PIL import Image
from study_models import GAN, VAE

from keras_gencmp import runs
from keras_gencmp.data.summary import Reading, Summary
from keras_gencmp.errors import UserError
from keras_gencmp.figures.look import Look
from keras_gencmp.figures.themes import THEMES
from keras_gencmp.recipes import recipe
from keras_gencmp.study.compare import comparison, finished_runs, training
from keras_gencmp.study.compare.declaration import declared, different, from_json
from keras_gencmp.study.compare.plan import read
from keras_gencmp.study.compare.variants import models
from keras_gencmp.study.costs.budget import parse

METRICS = ("fid", "ambiguity", "elbo", "reconstruction")


def declare(seeds=2, budget="steps=4", names=(GAN, VAE)):
    return declared(models(names), "blobs", None, seeds, parse(budget), METRICS, 40)


def carried_out(folder, **changes):
    said = []
    finished = comparison.compare(declare(**changes), folder, 1, said.append)
    return finished, said


def test_a_comparison_is_declared_carried_out_published_and_repeated(small, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    finished, said = carried_out(folder)
    assert re.fullmatch(r"4 trainings, about \d+ s", said[0])
    (gan, vae) = finished.results.entries
    assert gan.label.startswith("gan generator.widths=[8]") and len(gan.rows) == 2
    assert vae.plan.schedule.epochs * vae.plan.schedule.epoch_steps == 4
    assert vae.cost.images == 40 and vae.cost.flops > 0 and vae.cost.processor_seconds >= 0
    page, *files = comparison.publish(finished, folder, "gencmp compare", Look(theme="dark"))
    check_page(page.read_text(), [gan.label, vae.label])
    check_figures(folder / "figures")
    check_files(folder, gan, files)

    members = [run for entry in finished.results.entries for run in entry.runs]
    request = training.request_of(declare())
    written = finished_runs.publish(members, request, small, tmp_path / "runs.csv", "gencmp")
    assert written.read_text() == (folder / "scores.csv").read_text()

    # The same declaration again: nothing is trained, and every score is the same.
    monkeypatch.setattr(training.trainer, "train", None)
    again, said = carried_out(folder)
    assert said == ["all trainings are done"]
    assert [e.values("fid") for e in again.results.entries] == [
        gan.values("fid"),
        vae.values("fid"),
    ]
    with pytest.raises(UserError, match="holds another comparison, with other seeds, budget"):
        carried_out(folder, seeds=1, budget="steps=5")
    assert read(folder).declaration.to_json() == declare().to_json()
    changed = small._replace(digest="5" * 16)
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: changed)
    monkeypatch.setattr(comparison, "Workers", None)
    with pytest.raises(UserError, match="was trained on other data than blobs"):
        carried_out(folder)


def test_a_plan_keeps_every_digit_of_its_budget():
    one, other = (declare(budget=f"steps={steps}").to_json() for steps in (10**6, 10**6 + 1))
    assert different(one, other) == ["budget"] and one["budget"] == "steps=1e+06"
    assert from_json(other).budget == parse("steps=1000001")


class Sources(HTMLParser):
    """The addresses that a page names, and what its pictures are for those who do not see them."""

    def __init__(self):
        super().__init__()
        self.addresses, self.alts = [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [given[name] for name in ("src", "href") if name in given]
        self.alts += [given.get("alt")] if tag == "img" else []


def check_page(text, labels):
    parser = Sources()
    parser.feed(text)
    assert parser.addresses and all(each.startswith("data:image/png") for each in parser.addresses)
    assert all(parser.alts) and len(set(parser.alts)) == len(parser.alts)
    assert text.count("; click a head to sort</p>") == 1
    assert "prefers-color-scheme: dark" in text and "width=device-width" in text
    assert "http" not in re.sub(r'http-equiv|"data:[^"]*"', "", text)
    for label in labels:
        assert label in text


def check_figures(folder):
    """Every figure has a title that names the data, and the paper of the theme."""
    for path in folder.glob("*.png"):
        with Image.open(path) as image:
            assert ", blobs" in image.info["Title"], path
            corner = np.asarray(image.convert("RGB"))[1, 1]
        assert to_hex(corner / 255) == THEMES["dark"].paper


def check_files(folder, gan, files):
    assert {path.name for path in files} == {
        *("report.md", "scores.csv", "scores.json", "table.tex"),
    }
    assert "click a head to sort" not in (folder / "report.md").read_text()  # where nothing sorts
    pictures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert pictures == {path.stem for path in (folder / "figures").glob("*.svg")}
    assert {"quality-against-cost", "scores", "confusion", "reconstructions"} <= pictures
    assert sum(name.startswith("nearest-") for name in pictures) == 2
    for target in re.findall(r"\]\(([^)]+)\)", (folder / "report.md").read_text()):
        assert (folder / target).exists()
    with (folder / "scores.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["score"] == "fid"]
    ours = [float(row["value"]) for row in rows if row["model"] == gan.label]
    assert ours == [*gan.values("fid"), pytest.approx(sum(gan.values("fid")) / 2)]
    table = json.loads((folder / "scores.json").read_text())
    (protocol,) = table["protocol"]
    assert protocol.startswith("Protocol ") and "n 40, seed" in protocol
    assert protocol.split(",")[0] in (folder / "report.md").read_text()
    assert table["about"]["seeds"] == 2 and table["verdict"]
    latex = (folder / "table.tex").read_text()
    heads = latex.partition("\\toprule\n")[2].splitlines()[0]
    assert latex.count(r"\\") == latex.count("&") // heads.count("&")
    assert r"\toprule" in latex and r"\bottomrule" in latex


def test_a_training_that_diverges_is_said_and_not_repeated(small, tmp_path):
    folder = tmp_path / "out"
    names = (GAN, VAE.replace("batch_size=10", "batch_size=10,autoencoder.learning_rate=1e30"))
    finished, _ = carried_out(folder, names=names, seeds=1)
    vae = finished.results.entries[1]
    assert vae.diverged == [0] and vae.mean is None
    page = comparison.publish(finished, folder, "gencmp compare")[0].read_text()
    assert "diverged with seed 0" in page
    assert carried_out(folder, names=names, seeds=1)[1] == ["all trainings are done"]


def test_images_of_two_sizes_and_runs_of_other_data_are_refused_before_any_work(small, tmp_path):
    with pytest.raises(UserError, match="vae:image_size=32"):
        declare(names=("gan:image_size=32", "vae"))
    run = runs.start(recipe.load("vae"), tmp_path / "runs", None, {"data_digest": "5" * 16})
    run.metrics_file.write_text("{}")
    declaration = declared(
        models([GAN, run.name], root=tmp_path / "runs"), "blobs", None, 1, parse("steps=4"), (), 40
    )
    with pytest.raises(UserError, match="was trained on other data than blobs"):
        comparison.compare(declaration, tmp_path / "out", 1, print)
    assert not (tmp_path / "out" / "plan.json").exists()


def test_a_folder_with_something_else_is_not_touched(small, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="holds files of something else"):
        carried_out(tmp_path)


def test_a_budget_of_less_than_a_step_leaves_no_plan(small, tmp_path):
    with pytest.raises(UserError, match="less than one step"):
        carried_out(tmp_path / "out", budget="flops=10")
    assert not (tmp_path / "out" / "plan.json").exists()


def test_a_comparison_says_once_what_was_read(small, tmp_path, monkeypatch):
    reading = Reading("64 x 64", "L", done=("resized to 28 x 28",), side=64)
    summary = Summary("folder:x", (("training", 24),), (("all", 24),), reading, 28)
    monkeypatch.setattr(comparison, "load_data", lambda *_: small._replace(summary=summary))
    monkeypatch.setattr(comparison.lookup, "for_data", stop)
    said = []
    with pytest.raises(InterruptedError):
        comparison.compare(declare(), tmp_path / "a", 1, said.append)
    assert len(said) == 1 and said[0].endswith("28 x 28: MODEL:image_size=64 keeps them")
    with pytest.raises(InterruptedError):
        pool = comparison.Pool(tmp_path / "runs", {})
        comparison.carried_out(declare(), tmp_path / "b", 1, said.append, 0, pool)
    assert len(said) == 1


def stop(splits):
    raise InterruptedError


def test_the_page_of_runs_names_what_is_written_beside_it(monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(finished_runs, "compared", lambda *given: asked.update(first=given[-1]))
    monkeypatch.setattr(finished_runs, "page_of", lambda *given: asked.update(files=given[-1]))
    monkeypatch.setattr(finished_runs, "write", lambda page, folder, name: [folder / name])
    finished_runs.publish([], None, None, tmp_path / "mem.html", "gencmp", first=("auth_pct",))
    assert asked == {"files": ("mem.md",), "first": ("auth_pct",)}
