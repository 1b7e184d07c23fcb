"""Arms, units and gains of an augmentation study; membership inference."""

import math

import numpy as np
import pytest
from augment_declarations import declaration
from PIL import Image

from keras_gencmp.data import Split
from keras_gencmp.data.summary import Reading, Summary
from keras_gencmp.errors import UserError
from keras_gencmp.metrics.estimate import Estimate
from keras_gencmp.runs.files import write_json
from keras_gencmp.study.augment import augmentation as studies
from keras_gencmp.study.augment import page as augment_page
from keras_gencmp.study.augment import unit as augment_unit
from keras_gencmp.study.augment.classifier import as_text, recalls
from keras_gencmp.study.augment.figures import arms_figure
from keras_gencmp.study.augment.gains import gains_of
from keras_gencmp.study.augment.membership import auc
from keras_gencmp.study.augment.plan import AUGMENTED, REAL, Arm, Plan, arms
from keras_gencmp.study.augment.sentences import sentences
from keras_gencmp.study.augment.support import Support


def unit_of(folder, **changes):
    return Plan(folder, declaration(**changes), 1, 1.0).units[0]


def test_arms_hold_real_augmented_and_synthetic_images():
    names = [arm.name for arm in arms(["g"], [1.0, 2.0], rare=False)]
    assert names[:2] == [REAL, AUGMENTED] and len(set(names)) == len(names) == 7
    assert "real + 2 x g" in names and "g alone" in names
    assert all("alone" not in arm.name for arm in arms(["g"], [1.0], rare=True))


def test_a_unit_draws_the_labels_it_may_see_and_others_that_nobody_sees(small, tmp_path):
    known, unknown = augment_unit.real_images(small, declaration(), unit_of(tmp_path))
    assert np.bincount(known.labels).tolist() == [4, 4, 4] == np.bincount(unknown.labels).tolist()
    rows = {image.tobytes() for image in known.images}
    assert not rows & {image.tobytes() for image in unknown.images}
    more, _ = augment_unit.real_images(small, declaration(), unit_of(tmp_path, labels=(9,)))
    assert rows <= {image.tobytes() for image in more.images}  # budgets are nested


def test_a_rare_class_has_its_few_images_and_is_filled_up(small, tmp_path):
    few = declaration(rare=small.classes[1], rare_images=1)
    known, _ = augment_unit.real_images(small, few, unit_of(tmp_path))
    assert np.bincount(known.labels).tolist() == [4, 1, 4]
    assert augment_unit.wanted(few, known, 3).tolist() == [1, 1, 1]
    made = {"g": Split(known.images[:3] * 0, np.array([1, 1, 1]))}
    filled = augment_unit.training_set(Arm("x", "g", 1.0), known, made)
    assert np.bincount(filled.labels).tolist() == [4, 4, 4]
    repeated = augment_unit.training_set(Arm("x", oversampled=True), known, made)
    assert np.bincount(repeated.labels).tolist() == [4, 4, 4]


def test_ratios_give_that_many_synthetic_images(small, tmp_path):
    known, _ = augment_unit.real_images(small, declaration(), unit_of(tmp_path))
    labels = augment_unit.wanted(declaration(), known, 3)
    assert np.bincount(labels).tolist() == [8, 8, 8]
    made = {"g": Split(np.repeat(known.images, 2, axis=0), labels)}
    for ratio in (1.0, 2.0):
        split = augment_unit.training_set(Arm("x", "g", ratio), known, made)
        assert np.bincount(split.labels).tolist() == [int(4 + 4 * ratio)] * 3
    alone = augment_unit.training_set(Arm("x", "g", 2.0, real=False), known, made)
    assert len(alone.labels) == 24


def test_the_area_is_the_share_of_pairs_in_order():
    random = np.random.default_rng(0)
    members, others = random.normal(0.5, 1, 40), random.normal(0, 1, 30)
    pairs = np.mean([[a > b for b in others] for a in members])
    found = auc(members, others)
    assert found.value == pytest.approx(pairs) and found.low < pairs < found.high
    assert auc(np.ones(5), np.ones(5)).value == 0.5
    assert auc(np.ones(5), np.zeros(5)).value == 1.0


def test_gains_are_paired_and_each_is_over_its_own_base():
    values = {REAL: [0.5, 0.6, 0.7], AUGMENTED: [0.6, 0.7, 0.8], "real + 1 x g": [0.6, 0.71, 0.79]}
    values["real, augmented + 1 x g"] = [0.6, 0.7, 0.8]
    found = {gain.arm: gain for gain in gains_of(10, values)}
    assert found["real + 1 x g"].base == REAL and found[AUGMENTED].base == REAL
    assert found["real, augmented + 1 x g"].base == AUGMENTED
    assert found["real + 1 x g"].difference.value == pytest.approx(0.1)
    assert found["real, augmented + 1 x g"].difference.p == 1.0


@pytest.mark.parametrize("counts", [(10,), (10, 50)])
def test_the_figure_of_the_arms_shows_shares_from_0_to_100(counts):
    means = {(n, arm): Estimate(0.5, -0.7, 1.7) for n in counts for arm in (REAL, AUGMENTED)}
    on = Support(30, 3, "one", 10)
    (axes,) = arms_figure(studies.Outcome("accuracy", means, {}, [], {}, on, {})).axes
    limits = axes.get_xlim() if len(counts) == 1 else axes.get_ylim()
    assert 0 <= limits[0] < limits[1] <= 100
    if len(counts) == 1:
        bars = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
        assert [list(bar) for bar in bars] == [[0, 100]] * 2
    else:
        ends = [path.vertices[:, 1] for bars in axes.collections for path in bars.get_paths()]
        assert ends and {float(end) for pair in ends for end in pair} == {0.0, 100.0}


def test_a_bar_within_the_whole_is_drawn_as_it_is():
    means = {(10, REAL): Estimate(0.5, 0.25, 0.75)}
    on = Support(30, 3, "one", 10)
    (axes,) = arms_figure(studies.Outcome("accuracy", means, {}, [], {}, on, {})).axes
    assert [25, 75] in [list(line.get_xdata()) for line in axes.lines]


def test_where_every_image_is_used_there_is_no_membership_to_infer(small, tmp_path):
    every = declaration(labels=(40,))
    known, unknown = augment_unit.real_images(small, every, unit_of(tmp_path, labels=(40,)))
    assert len(known.labels) == 120 and len(unknown.labels) == 0
    plan = Plan(tmp_path, every, 1, 1.0)
    written(plan, membership={})
    outcome = studies.outcome_of(plan, small)
    table = augment_page.membership_table(outcome)
    assert outcome.membership == {} and not table.rows and outcome.same == "every class"
    assert table.title.endswith("every one is used for training: it is not measured")


def test_alarms_of_units_are_kept_by_seed_and_earlier_units_have_none(small, tmp_path):
    plan = Plan(tmp_path, declaration(), 1, 1.0)
    (name,) = plan.declaration.recipes()
    area = {"value": 0.5, "low": 0.4, "high": 0.6}
    written(plan, membership={name: area})
    assert studies.outcome_of(plan, small).alarms == {(4, name): [[], []]}
    written(plan, membership={name: area}, alarms={name: ["low"]})
    outcome = studies.outcome_of(plan, small)
    assert outcome.alarms == {(4, name): [["low"], ["low"]]}
    assert outcome.support == Support(40, 3, "one", 13)
    assert sentences(plan.declaration, outcome)[-1].startswith(f"{name} raised alarms in 2 of 2")
    table = studies.as_table(plan, outcome)
    assert table["alarms"][0]["seeds"] == [["low"], ["low"]] and table["support"]["images"] == 40


def written(plan, **more):
    """Results of all units, in which every arm is right on all test images."""
    for unit in plan.units:
        arms = {arm.name: [1.0, 1.0, 1.0] for arm in plan.arms}
        result = {"labels": unit.labels, "seed": unit.seed, "arms": arms, **more}
        unit.folder.mkdir(parents=True, exist_ok=True)
        write_json(unit.file, result)


def test_gains_are_over_the_test_images_too_where_these_are_known(small, tmp_path):
    plan = Plan(tmp_path, declaration(), 1, 1.0)
    written(plan, membership={})
    before = studies.outcome_of(plan, small)
    assert not before.over_images and before.gains[0].difference.low == 0.0
    random, labels = np.random.default_rng(0), small.test.labels
    for unit in plan.units:
        right = {arm.name: random.random(len(labels)) < 0.7 for arm in plan.arms}
        result = {"labels": unit.labels, "seed": unit.seed, "membership": {}}
        result["arms"] = {name: recalls(each, labels, 3) for name, each in right.items()}
        write_json(unit.file, result | {"right": {n: as_text(each) for n, each in right.items()}})
    outcome = studies.outcome_of(plan, small)
    assert outcome.over_images and all(gain.difference.freedom > 0 for gain in outcome.gains)
    means = {arm: each.value for (_, arm), each in outcome.means.items()}
    for gain in outcome.gains:
        assert gain.difference.value == pytest.approx(means[gain.arm] - means[gain.base])
    assert studies.as_table(plan, outcome)["gains"][0]["freedom"] > 0


@pytest.mark.slow
def test_a_study_ends_in_sentences_and_is_not_repeated(small, tmp_path, monkeypatch):
    folder, said = tmp_path / "out", []
    plan, outcome = studies.augment(declaration(), folder, 1, said.append)
    assert said[0] == "120 training images of 28 x 28 pixels, grey"
    assert said[1].startswith("2 units, about ")
    assert {labels for labels, _ in outcome.means} == {4}
    assert all(math.isfinite(each.value) for each in outcome.means.values())
    page, *_ = augment_page.publish(plan, outcome, small, folder, "gencmp augment")
    for path in (folder / "figures").glob("*.png"):
        with Image.open(path) as image:
            assert small.name in image.info["Title"]
    text = page.read_text()
    assert "against" in text and "after Holm" in text and "AUC" in text
    monkeypatch.setattr(augment_unit.trainer, "train", None)
    assert "Images of 28 x 28 pixels, grey." in text and "on 40 test images" in text
    again = studies.augment(declaration(), folder, 1, said.append)[1]
    assert again.over_images and all(gain.difference for gain in again.gains)
    assert again.means == outcome.means and said[3] == "all units are done"
    for key, value in {"seeds": 3, "image_size": 32, "channels": 3}.items():
        with pytest.raises(UserError, match=f"holds another study, with other {key}"):
            studies.augment(declaration(**{key: value}), folder, 1, said.append)


def test_what_was_read_is_said_once_with_the_option_that_keeps_more(small):
    assert list(studies.read(small)) == ["120 training images of 28 x 28 pixels, grey"]
    reading = Reading("64 x 64", "L", done=("resized to 28 x 28",), side=64)
    summary = Summary("folder:x", (("training", 120),), (("all", 120),), reading, 28)
    (line,) = studies.read(small._replace(summary=summary))
    assert line.endswith("resized to 28 x 28: --image-size 64 keeps them")


@pytest.mark.parametrize("ratio", [0.5, 0.75, 1.5])
def test_a_ratio_that_is_no_whole_number_leaves_out_no_class(small, tmp_path, ratio):
    known, _ = augment_unit.real_images(small, declaration(), unit_of(tmp_path))
    labels = augment_unit.wanted(declaration(), known, 3)
    made = {"g": Split(np.repeat(known.images, 2, axis=0), labels)}
    alone = augment_unit.training_set(Arm("x", "g", ratio, real=False), known, made)
    assert np.bincount(alone.labels, minlength=3).tolist() == [int(4 * ratio)] * 3
