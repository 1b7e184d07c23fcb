"""What was read of a dataset is printed once by every verb that reads it."""

import click
import numpy as np
from click.testing import CliRunner

from keras_gencmp.cli.account import tell
from keras_gencmp.data import Split, Splits
from keras_gencmp.data.summary import Reading, Summary

IMAGES = Split(np.zeros((2, 28, 28, 1), np.uint8), np.zeros(2, np.int64))
READING = Reading("64 x 64", "L", done=("resized to 28 x 28",), side=64)


def splits(digest="0"):
    summary = Summary("folder:x", (("training", 2),), (("all", 2),), READING, 28)
    return Splits(IMAGES, IMAGES, IMAGES, ("all",), digest, "folder:x", summary)


def printed(*told, option=False):
    @click.command()
    def verb(**_):
        for each in told:
            assert tell(each) is each

    if option:
        sizes = click.Option(["--image-size"], type=click.Choice(("28", "32")))
        verb.params.append(sizes)
    result = CliRunner().invoke(verb, [], catch_exceptions=False)
    return result.stderr.splitlines()


def test_the_account_is_printed_once_for_each_dataset_and_again_by_the_next_command():
    line = "folder:x:  2 training  no classes  64 x 64  L  resized to 28 x 28"
    assert printed(splits(), splits(), splits("1")) == [line, line]
    assert printed(splits()) == [line]


def test_the_option_of_the_verb_is_named_with_a_side_that_it_takes():
    assert printed(splits(), option=True)[0].endswith(": --image-size 32 keeps more of them")
