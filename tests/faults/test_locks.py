"""One process at a time trains a run; what several write, they write together."""

import errno
import os
import signal
import threading

import pytest

from keras_gencmp import runs
from keras_gencmp.errors import UserError
from keras_gencmp.recipes import recipe
from keras_gencmp.runs import locks


@pytest.fixture
def held(tmp_path):
    """A folder whose lock a child holds, and the child."""
    pytest.importorskip("fcntl")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with locks.training(tmp_path):
            os.write(writer, b"x")
            signal.pause()
        os._exit(0)
    os.read(reader, 1)
    yield tmp_path, child
    os.close(reader)
    os.close(writer)


def test_the_second_says_who_holds_a_lock_and_a_dead_holder_holds_none(held):
    folder, child = held
    with pytest.raises(
        UserError, match=f"{folder} is being trained by process {child} on .* since"
    ):
        with locks.training(folder):
            pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with locks.training(folder):
        assert (folder / locks.NAME).read_text().startswith(f"process {os.getpid()} ")
    assert not (folder / locks.NAME).exists()


def test_a_lock_is_free_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), locks.training(tmp_path):
        raise ZeroDivisionError
    with locks.training(tmp_path), pytest.raises(UserError), locks.training(tmp_path):
        pass
    assert not any(tmp_path.iterdir())


def test_a_run_in_training_is_not_resumed(tmp_path, monkeypatch):
    from keras_gencmp.training import trainer

    run = runs.start(recipe.load("dcgan"), tmp_path, facts={"data_digest": ""})
    with locks.training(run.directory), pytest.raises(UserError, match="is being trained by"):
        trainer.resume(run)


def test_a_patient_process_waits_until_the_holder_is_gone(held):
    folder, child = held
    locks.wait(folder, patience=0.0)  # nobody is disturbed
    assert (folder / locks.NAME).read_text().startswith(f"process {child} ")
    killer = threading.Timer(0.3, os.kill, (child, signal.SIGKILL))
    killer.start()
    locks.wait(folder)
    killer.join()
    os.waitpid(child, 0)
    assert not (folder / locks.NAME).exists()
    locks.wait(folder / "not here")


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "precious").write_text("as it was")
    (tmp_path / "run" / locks.NAME).symlink_to(tmp_path / "precious")
    with pytest.raises(OSError), locks.training(tmp_path / "run"):  # noqa: PT011
        pass
    assert (tmp_path / "precious").read_text() == "as it was"


def test_many_writers_lose_nothing(tmp_path):
    pytest.importorskip("fcntl")
    runs.write_json(tmp_path / "table.json", {})
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            with locks.writing(tmp_path):
                table = runs.read_json(tmp_path / "table.json")
                runs.write_json(tmp_path / "table.json", table | {str(number): number})
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert len(runs.read_json(tmp_path / "table.json")) == 8


def test_what_a_lock_file_says_holds_nothing(tmp_path):
    """A holder that is gone, whose number another process has now, or what is no text."""
    for content in (f"process {os.getpid()} on here, since long ago".encode(), os.urandom(5000)):
        (tmp_path / locks.NAME).write_bytes(content)
        with locks.training(tmp_path), pytest.raises(UserError, match="wait for it") as refused:
            with locks.training(tmp_path):
                pass
        assert str(os.getpid()) in str(refused.value)


def test_a_lock_is_held_without_a_name_on_a_full_disk(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with locks.training(tmp_path), pytest.raises(UserError, match="by another process: wait"):
        with locks.training(tmp_path):
            pass
