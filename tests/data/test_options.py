"""Options of a dataset's name."""

import pytest

from keras_gencmp import data
from keras_gencmp.data.names import absolute
from keras_gencmp.data.options import Options, only, parse, separate, split, write
from keras_gencmp.errors import UserError


def test_options_follow_a_question_mark_and_hyphens_are_underlines():
    path, options = separate("a/b?fit=crop&skip-unreadable&images=my%20key")
    assert path == "a/b"
    assert options == Options(fit="crop", skip_unreadable="yes", images="my key")


def test_a_question_mark_in_the_name_of_a_path_belongs_to_it(tmp_path):
    (tmp_path / "what?fit=crop").mkdir()
    assert split(f"folder:{tmp_path}/what?fit=crop")[1] == ""
    assert split("folder:why?")[1] == split("folder:why?/x")[1] == ""


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ft=crop", "unknown option 'ft'"),
        ("fit=squeeze", "choose from pad, crop, stretch"),
        ("background=red", "choose from auto, white, black"),
        ("range=5", "two numbers"),
        ("range=5,1", "two numbers"),
        ("range=nan,1", "two numbers"),
        ("splits=all", "choose from none"),
    ],
)
def test_wrong_options_are_refused_with_the_mend(query, words):
    with pytest.raises(UserError, match=words):
        parse(query)


def test_options_of_the_command_line_are_written_into_the_name():
    name = write("folder:a?range=0,4095", {"fit": "crop", "background": ""})
    assert name == "folder:a?fit=crop&range=0,4095"
    assert write("mnist", {"fit": "", "background": ""}) == "mnist"
    with pytest.raises(UserError, match="choose from"):
        write("folder:a", {"fit": "squeeze"})


def test_names_become_absolute_and_keep_their_options(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute("folder:a/../b?fit=crop") == f"folder:{tmp_path}/b?fit=crop"
    assert absolute("mnist") == "mnist"


def test_sources_without_options_refuse_them():
    with pytest.raises(UserError, match="digits takes no options"):
        data.check("digits?fit=crop")
    data.check("mnist?fit=crop")


TAKEN_BY_NONE = {
    "folder:a?images=zz": "folder does not take the option images: .*choose from fit",
    "folder:a?validation_labels=zz": "folder does not take the option validation_labels",
    "npz:x.npz?splits=none": "npz does not take the option splits",
    "npz:x.npz?skip-unreadable": "npz does not take the option skip_unreadable",
    "npy:x.npy?splits=none": "npy does not take",
    "idx:a?test_images=foo&images=bar": "idx does not take the option",
    "csv:x.csv?images=foo": "csv does not take .*choose from range, labels$",
    "csv:x.csv?fit=crop": "csv does not take the option fit",
    "csv:x.csv?background=black": "csv does not take the option background",
    "mnist?labels=none": "tfds does not take",
    "npz:x.npz?test_images=X": r"does nothing without images: .*\?images=KEY&test_images=X",
    "npz:x.npz?validation_labels=zz": "nothing without validation_images",
    "npz:x.npz?images=x&test-labels=y": "nothing without test_images",
    "folder:a?fit=crop&fit=pad": "fit is given twice",
    "folder:a?skip-unreadable&skip_unreadable=yes": "skip_unreadable is given twice",
}


@pytest.mark.parametrize("name", TAKEN_BY_NONE)
def test_options_that_would_do_nothing_are_refused(name):
    with pytest.raises(UserError, match=TAKEN_BY_NONE[name]):
        data.check(name)


def test_a_part_of_options_can_be_taken():
    assert only("fit=crop&skip-unreadable&images=x", ("skip_unreadable", "fit")) == (
        "fit=crop&skip-unreadable"
    )
