"""Options of a dataset's name."""

import pytest

from keras_gencmp import data
from keras_gencmp.data.names import absolute
from keras_gencmp.data.options import Options, parse, separate, split, write
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
