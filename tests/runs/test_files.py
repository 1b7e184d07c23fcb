"""Files and folders that appear whole or not at all."""

import os
import stat
import time

import pytest

from keras_gencmp import runs
from keras_gencmp.runs.files import (
    LEFT_BEHIND,
    UNFINISHED,
    append_line,
    atomic_file,
    atomic_folder,
    remove_left_behind,
    remove_unfinished,
)


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    file = tmp_path / "file"
    runs.write_text(file, "old")

    def full(*names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        runs.write_text(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_byte_of_a_name_that_is_no_text_is_written_as_its_escape(tmp_path):
    runs.write_text(tmp_path / "file", "\udce40.png,ä\n")
    append_line(tmp_path / "file", "b\udce4r")
    assert (tmp_path / "file").read_text("utf-8") == "\\udce40.png,ä\nb\\udce4r\n"


def test_a_file_appears_when_its_block_ends(tmp_path):
    with atomic_file(tmp_path / "file") as file:
        file.write(b"new")
        assert not (tmp_path / "file").exists()
    assert (tmp_path / "file").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_interrupted_block_leaves_the_old_file(tmp_path):
    runs.write_text(tmp_path / "file", "old")
    with pytest.raises(KeyboardInterrupt), atomic_file(tmp_path / "file") as file:
        file.write(b"ne")
        raise KeyboardInterrupt
    assert (tmp_path / "file").read_text() == "old"
    assert len([*tmp_path.iterdir()]) == 1


def test_a_link_is_replaced_and_not_followed(tmp_path):
    runs.write_text(tmp_path / "precious", "as it was")
    (tmp_path / "file").symlink_to(tmp_path / "precious")
    runs.write_text(tmp_path / "file", "new")
    assert (tmp_path / "precious").read_text() == "as it was"
    assert not (tmp_path / "file").is_symlink()


def test_permissions_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        runs.write_text(tmp_path / "file", "")
        with atomic_folder(tmp_path / "folder"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o750


def test_the_file_and_then_its_folder_are_flushed_to_the_disk(tmp_path, monkeypatch):
    flushed = []

    def fsync(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        flushed.append((is_folder, (tmp_path / "file").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    runs.write_text(tmp_path / "file", "new")
    assert flushed == [(False, False), (True, True)]


def test_a_folder_appears_with_all_its_files(tmp_path):
    with atomic_folder(tmp_path / "1") as folder:
        (folder / "variables").mkdir()
        (folder / "variables" / "data").write_text("1")
        assert not (tmp_path / "1").exists()
    assert (tmp_path / "1" / "variables" / "data").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_folder_that_fails_leaves_nothing_and_one_in_use_is_not_replaced(tmp_path):
    with pytest.raises(ValueError), atomic_folder(tmp_path / "1"):  # noqa: PT011
        raise ValueError
    assert not any(tmp_path.iterdir())
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "file").touch()
    with pytest.raises(OSError), atomic_folder(tmp_path / "1") as folder:  # noqa: PT011
        (folder / "other").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["1", "file"]


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / f".12{UNFINISHED}").touch()
    (tmp_path / f".34{UNFINISHED}").mkdir()
    (tmp_path / f".34{UNFINISHED}" / "file").touch()
    (tmp_path / "history.csv").touch()
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["figures", "history.csv"]
    ahead = tmp_path / f".56{UNFINISHED}"  # written before a clock was set back
    ahead.touch()
    os.utime(ahead, (time.time() + 1e6,) * 2)
    remove_left_behind(tmp_path)
    assert ahead.exists()
    remove_unfinished(tmp_path)
    assert not ahead.exists()


def test_where_others_may_write_only_what_is_old_is_removed_and_nothing_below(tmp_path):
    (tmp_path / "runs").mkdir()
    old, new, below = (
        folder / f".{name}{UNFINISHED}"
        for folder, name in ((tmp_path, "12"), (tmp_path, "34"), (tmp_path / "runs", "56"))
    )
    for path in (old, new, below):
        path.mkdir()
        os.utime(path, (time.time() - LEFT_BEHIND - 1,) * 2)
    os.utime(new)
    remove_left_behind(tmp_path)
    assert [path.exists() for path in (old, new, below)] == [False, True, True]
