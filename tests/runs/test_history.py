"""Histories: rows of numbers that read back to the same bits, and damage that is one sentence."""

import numpy as np
import pytest

from keras_gencmp.errors import UserError
from keras_gencmp.runs import quality
from keras_gencmp.runs.history import History, read


def test_a_history_reads_back_to_the_same_bits_and_forgets_what_is_done_again(tmp_path):
    path, random = tmp_path / "history.csv", np.random.default_rng(0)
    written = History(path, "epoch")
    for epoch in (1, 2, 3):
        written.append(epoch, {"loss": np.float32(random.normal())})
    written.flush()
    assert read(path) == written.rows
    assert History(path, "epoch", last=2).rows == written.rows[:2]


def test_a_history_of_rows_that_grew_leaves_what_they_lacked_empty(tmp_path):
    grown = History(tmp_path / "timing.csv", "epoch")
    grown.append(1, {"seconds": 2})
    grown.append(2, {"seconds": 3, "more": 4})
    grown.append(3, {"seconds": 5})
    grown.flush()
    lines = (tmp_path / "timing.csv").read_text().splitlines()
    assert [line.rpartition(",")[0] for line in lines] == [
        "epoch,seconds,more",
        "1,2.0,",
        "2,3.0,4.0",
        "3,5.0,",
    ]
    assert np.isnan(read(tmp_path / "timing.csv")[0]["more"])


def test_a_damaged_history_is_one_sentence(tmp_path):
    (tmp_path / "history.csv").write_text("epoch,loss\n1,abc\n")
    with pytest.raises(UserError, match="damaged"):
        read(tmp_path / "history.csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "damaged"),
        ("epoch,loss\n", "it holds no rows by epoch"),
        ("step,loss\n1,2\n", "it holds no rows by epoch"),
        ("epoch,loss,loss\n1,2,3\n", "it holds no rows by epoch"),
        ("epoch,loss\n1\n", "damaged"),
        ("epoch,loss\n1,2,3\n", "damaged"),
        ("epoch,loss\nnan,2\n", "of its column epoch do not rise"),
        ("epoch,loss\n1.5,2\n", "of its column epoch do not rise"),
        ("epoch,loss\n2,2\n2,2\n", "of its column epoch do not rise"),
        ("epoch,loss\n-1,2\n", "of its column epoch do not rise"),
        ("epoch,loss\n,2\n", "of its column epoch do not rise"),
        ("epoch,loss\n1,²\n", "damaged"),
        (f"epoch,loss\n{'9' * 5000},2\n", "damaged"),
        (f"epoch,loss\n1,{'x' * 200_000}\n", "damaged"),
        ("epoch,loss\n1,\x00\n", "damaged"),
        ("epoch,kid\n1,2\n", "it lacks the column loss"),
    ],
)
def test_damage_is_one_sentence(content, words, tmp_path):
    (tmp_path / "history.csv").write_text(content)
    with pytest.raises(UserError, match=words):
        read(tmp_path / "history.csv", needed=["loss"])


def test_a_missing_history_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="history.csv is missing"):
        read(tmp_path / "history.csv")


SCORES = "epoch,kid,kid_error,diversity"
CLASSES = "class_entropy,real_class_entropy,classes_drawn,count_0"


@pytest.mark.parametrize(
    ("columns", "complete"),
    [
        (f"{SCORES},kid_subset_1,kid_subset_2", True),
        (f"{SCORES},kid_subset_1,kid_subset_2,{CLASSES}", True),
        (SCORES, False),
        (f"{SCORES},kid_subset_1", False),
        (f"{SCORES},kid_subset_1,kid_subset_2,count_0", False),
        (f"{SCORES},kid_subset_1,kid_subset_2,class_entropy,real_class_entropy", False),
    ],
)
def test_alarms_and_early_stopping_need_all_columns_of_an_evaluation(columns, complete, tmp_path):
    file = tmp_path / "quality.csv"
    file.write_text(f"{columns}\n1{',0.5' * columns.count(',')}\n")
    rows = quality.read(file)
    if complete:
        quality.check_complete(rows, file)
    else:
        with pytest.raises(UserError, match="quality.csv is damaged"):
            quality.check_complete(rows, file)


@pytest.mark.parametrize("columns", ["epoch,kid", f"{SCORES},class_entropy"])
def test_a_figure_of_quality_needs_its_scores(columns, tmp_path):
    (tmp_path / "quality.csv").write_text(f"{columns}\n1{',0.5' * columns.count(',')}\n")
    with pytest.raises(UserError, match="quality.csv is .*damaged"):
        quality.read(tmp_path / "quality.csv")
