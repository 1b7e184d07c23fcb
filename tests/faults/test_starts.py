"""The start of a run: it is there whole, or it blocks nothing."""

import os
import signal

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe

FACTS = {"threads": 1, "data_digest": "0" * 16}
CALLS = ("mkdir", "open", "fsync", "replace", "unlink", "truncate", "write")


def killed_at(number: int, work) -> bool:
    """Do some work in a child that is killed before its call of that number; whether it was."""
    child = os.fork()
    if child == 0:
        count = [0]

        def counted(call):
            def counting(*arguments, **options):
                count[0] += 1
                if count[0] == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **options)

            return counting

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child of this process is killed")
@pytest.mark.parametrize("named", [True, False])
def test_a_kill_at_any_call_leaves_a_run_or_a_folder_that_can_be_used(named, tmp_path):
    plan, number, begun = recipe.load("dcgan"), 0, []
    while True:
        number += 1
        root = tmp_path / str(number)
        folder = root / "mine" if named else None
        killed = killed_at(number, lambda: runs.start(plan, root, folder, FACTS))  # noqa: B023
        found = [Whole(each) for each in ([root / "mine"] if named else root.glob("*/*"))]
        begun.append(any(each.is_run for each in found))
        if not killed:
            break
        if begun[-1]:
            run = runs.find(str(found[0].folder) if named else "latest", root)
            assert run.recipe == plan and run.environment["data_digest"] == "0" * 16
        else:
            with pytest.raises(UserError):
                runs.find("latest", root)
            again = runs.start(plan, root, folder, FACTS)
            assert again.recipe == plan and again.environment["threads"] == 1
    assert number > 10 and begun == sorted(begun) and begun[0] is False and begun[-1]


class Whole:
    """A folder that may be a run."""

    def __init__(self, folder):
        self.folder, self.is_run = folder, (folder / "recipe.json").exists()


def test_a_folder_of_the_user_is_not_taken_for_a_leftover(tmp_path):
    for name, content in {"environment.json": "{}", "notes.txt": "", "figures/a.png": ""}.items():
        folder = tmp_path / name.partition(".")[0]
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(content)
        with pytest.raises(UserError, match="not empty"):
            runs.start(recipe.load("dcgan"), directory=folder, facts=FACTS)
        assert (folder / name).read_text() == content


def test_runs_of_one_second_get_a_folder_each(tmp_path):
    folders = {runs.start(recipe.load("dcgan"), tmp_path).directory for _ in range(3)}
    assert len(folders) == 3
