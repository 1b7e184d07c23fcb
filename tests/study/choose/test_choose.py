"""A choice: the shortlist by what the data are, the schedule of halving, the answer in words."""

import math
from types import SimpleNamespace

import pytest
from seeded_runs import seeded
from study_models import GAN, VAE

from keras_gencmp.errors import UserError
from keras_gencmp.evaluation.baselines import FLOOR
from keras_gencmp.evaluation.score import Row, Score
from keras_gencmp.metrics.metric import HIGH, LOW, REAL, Column
from keras_gencmp.recipes import recipe
from keras_gencmp.study.choose import answer as answers
from keras_gencmp.study.choose.answer import answer, beside_real, fall, how_sure, opening
from keras_gencmp.study.choose.halving import LAST_SEEDS, LEAST, Choices, affordable, halve, rungs
from keras_gencmp.study.choose.order import basis, best_first
from keras_gencmp.study.choose.page import write
from keras_gencmp.study.choose.shortlist import Facts, reasons, shortlist
from keras_gencmp.study.compare import ranking as rankings
from keras_gencmp.study.compare.comparison import Finished
from keras_gencmp.study.compare.on_the_way import Stage
from keras_gencmp.study.compare.results import Cost, Entry, Results
from keras_gencmp.study.compare.variants import models

GREY, COLOUR = Facts(55_000, 10, 28, 1), Facts(3_000, 5, 32, 3)
FEW, UNLABELLED = Facts(300, 3, 28, 1), Facts(20_000, 1, 64, 1)


@pytest.mark.parametrize("facts", [GREY, COLOUR, FEW, UNLABELLED])
def test_a_shortlist_holds_valid_models_of_both_families_that_fit_the_data(facts):
    found = models(shortlist(facts))
    names = {each.plan.name for each in found}
    assert names & {"dcgan", "lsgan"} and names & {"conv-vae", "vae-gan"} and len(found) >= 4
    for each in found:
        assert each.plan.data.image_size == facts.side
        assert each.plan.data.channels in (0, facts.channels)  # 0: as in the data
        assert each.plan.schedule.batch_size * 5 <= facts.images
    conditional = {"conditional-gan", "conditional-vae"}
    assert (names & conditional == conditional) == (facts.classes > 1)


def test_pixels_of_colour_are_gaussian_and_few_images_have_no_slow_starters():
    (vae,) = [m.plan for m in models(shortlist(COLOUR)) if m.plan.name == "conv-vae"]
    assert vae.model.options["likelihood"] == "gaussian"
    assert "wgan-gp" not in {m.plan.name for m in models(shortlist(FEW))}
    assert "few images" in reasons(FEW) and "no classes" in reasons(UNLABELLED)


@pytest.mark.parametrize("count", [2, 4, 7, 8])
def test_every_rung_has_half_the_models_and_trains_them_twice_as_long(count):
    schedule = rungs(count, 60, 2)
    assert [rung.models for rung in schedule][0] == count
    assert schedule[-1].models == 2 and schedule[-1].seeds == LAST_SEEDS
    for one, other in zip(schedule, schedule[1:], strict=False):
        assert other.models == max(2, math.ceil(one.models / 2))
        assert other.seconds == pytest.approx(2 * one.seconds)
    whole = [rung.models * rung.seeds * rung.seconds for rung in schedule]
    assert sum(whole) < 60 * 60 * 2


def test_too_few_minutes_are_refused_with_how_many_would_do():
    with pytest.raises(UserError, match=r"give --minutes \d+ or more") as refused:
        rungs(8, 1, 1)
    rungs(8, int(refused.value.args[0].split()[-3]), 1)


def test_few_minutes_are_for_few_models_of_both_families():
    names = shortlist(GREY)
    assert affordable(names, 1000, 2) == names
    few = affordable(names, 3, 2)
    assert 2 <= len(few) < len(names) and few == names[: len(few)]
    assert min(rung.seconds for rung in rungs(len(few), 3, 2)) >= LEAST
    with pytest.raises(UserError, match="too little to try 2 models: give --minutes 3 or more"):
        affordable(names, 1, 1)
    assert affordable(names, 3, 1) == names[:2]
    families = {each.plan.name for each in models(names[:2])}
    assert families == {"dcgan", "conv-vae"}


def test_the_fall_of_kid_is_a_slope_of_logarithms():
    stages = [Stage(k, 100.0 / k, 10.0 * k) for k in (1, 2, 4, 8)]
    assert fall(stages) == pytest.approx(-1.0)
    assert fall(stages[:2]) is None and fall([*stages, Stage(9, -0.1, 90.0)]) is None


def test_rungs_are_comparisons_of_which_the_better_half_goes_on(monkeypatch, tmp_path):
    seen = []

    def carried_out(declaration, folder, jobs, tell, lock, pool):
        labels = [model.label for model in declaration.models]
        seen.append((folder.name, labels, declaration.seeds, declaration.budget.kind))
        return None, labels

    monkeypatch.setattr("keras_gencmp.study.choose.order.few_images", lambda results: False)

    class Ranked:
        column = SimpleNamespace(title="FID")

        def __init__(self, results):
            self.entries = [type("Entry", (), {"label": name}) for name in sorted(results)]

    module = "keras_gencmp.study.choose.halving"
    monkeypatch.setattr(f"{module}.carried_out", carried_out)
    monkeypatch.setattr("keras_gencmp.study.choose.order.few_images", lambda results: False)
    monkeypatch.setattr(f"{module}.rankings.usual", lambda results: "fid")
    monkeypatch.setattr(f"{module}.rankings.rank", lambda results, name: Ranked(results))
    choices = Choices("digits", None, 100.0, 1, ("fid",), 100)
    names = [name for name in recipe.names() if name.startswith("v")][:5]
    told = []
    halve(names, tmp_path, choices, told.append)
    best = sorted(names)
    assert told[1] == f"left out by FID: {', '.join(best[3:])}"
    assert seen == [
        ("rung-1", names, 1, "seconds"),
        ("rung-2", best[:3], 1, "seconds"),
        ("rung-3", best[:2], LAST_SEEDS, "seconds"),
    ]


def entry(label, **scores):
    row = Row(label, {name: Score(name, x, x - 1.0, x + 1.0) for name, x in scores.items()}, "", "")
    return Entry(label, recipe.load(label), seeded(1), [row], row, Cost(1.0, 1.0), [])


def finished_with(*entries, n=5_000, rank="kid"):
    """A rung with these models and what real images score."""
    real = {"kid": 0.0, "precision": 0.9, "coverage": 0.9, "sharpness": 1.0}
    scores = {name: Score(name, x, x - 0.1, x + 0.1) for name, x in real.items()}
    columns = {each: Column(each, each.upper(), HIGH) for each in ("precision", "coverage")}
    columns["kid"] = Column("kid", "KID", LOW)
    columns["sharpness"] = Column("sharpness", "sharpness", REAL)
    rows = [Row(FLOOR, scores, "", "", baseline=True)]
    results = Results(list(entries), rows, columns, "blobs", "", SimpleNamespace(n=n))
    return Finished(None, results, rankings.rank(results, rank))


GOOD_ONE = entry("dcgan", kid=3.0, precision=0.8, coverage=0.9)


@pytest.mark.parametrize(
    ("finished", "said"),
    [
        (finished_with(GOOD_ONE), "dcgan is the best of 1 models by KID, and has 0.7 times"),
        (
            finished_with(entry("dcgan", kid=3.0, precision=0.6, coverage=0.9)),
            "None of 1 models has 0.7 times the precision and coverage of real images yet",
        ),
        (
            finished_with(entry("dcgan", kid=3.0), n=30),
            "dcgan looks best of 1 models, by KID. 30 test images are too few",
        ),
    ],
)
def test_an_answer_says_good_enough_only_where_the_scores_can_tell(finished, said):
    assert opening([finished]).startswith(said)
    text = beside_real(finished.ranking.entries[0], finished)
    assert "KID 3.0 ± 1.0 (real 0.00 ± 0.10)" in text


def test_with_few_test_images_noise_of_a_low_kid_does_not_come_first():
    noise, digits = entry("dcgan", kid=9.0, sharpness=5.4), entry("vae", kid=10.0, sharpness=0.9)
    blurred = entry("conv-vae", kid=11.0, sharpness=0.5)
    few = finished_with(noise, blurred, digits, n=30)
    assert [each.label for each in few.ranking.entries] == ["dcgan", "vae", "conv-vae"]
    assert best_first(few)[0].label == "vae"
    assert basis(few) == "by the mean rank in KID and sharpness"
    assert "30 test images are few" in how_sure(few)
    many = finished_with(noise, blurred, digits)
    assert best_first(many) == many.ranking.entries and basis(many) == "by KID"


@pytest.mark.parametrize(
    ("name", "values", "best"),
    [
        ("kid", (None, 3.0), 1),  # the first seed has no score
        ("kid", (2.0, 3.0), 0),
        ("precision", (0.5, 0.9), 1),  # high is good
        ("sharpness", (2.0, 0.9), 1),  # near real images
    ],
)
def test_the_run_that_is_handed_over_is_the_best_that_has_a_score(name, values, best):
    rows = [Row("dcgan", {name: Score(name, value)}, "", "") for value in values]
    runs = seeded(2)
    chosen = Entry("dcgan", recipe.load("dcgan"), runs, rows, rows[0], Cost(1.0, 1.0), [])
    assert answers.best_run(chosen, finished_with(chosen, rank=name)) is runs[best]


@pytest.mark.slow
def test_a_choice_ends_in_an_answer_with_a_run_to_sample_from(small, tmp_path, monkeypatch):
    module = "keras_gencmp.study.choose.halving"
    monkeypatch.setattr(f"{module}.OVERHEAD", 0.0)
    monkeypatch.setattr(f"{module}.LEAST", 0.0)
    metrics = ("fid", "prdc")
    names = [GAN, VAE, VAE.replace("latent=2", "latent=3")]
    choices = Choices("blobs", None, 0.01, 1, metrics, 40)
    finished = halve(names, tmp_path, choices, lambda line: None)
    assert [len(each.results.entries) for each in finished] == [3, 2]
    found = answer(finished, cores=2)
    best = finished[-1].ranking.entries[0].label
    assert best in found.sentences[0] and "3 models" in found.sentences[0]
    assert "real" in found.sentences[1] and found.run.finished
    assert any(each.rows for each in finished[-1].results.entries)
    assert len(found.sentences) >= 4 and all(found.sentences)
    page = write(found, finished, tmp_path).read_text()
    assert "rung-2/report.html" in page and str(found.run.directory) in page
