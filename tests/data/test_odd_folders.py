"""Folders and archives that are not as they look: links, damage, names and files of splits."""

import os
import struct
import zipfile

import numpy as np
import pytest
from input_files import COUNT, GREY, LABELS, NAMES, SIDE, files, pillow, splits

from keras_gencmp import data
from keras_gencmp.errors import UserError


def load(path):
    return data.load(f"folder:{path}", size=SIDE)


def zipped(folder):
    """An archive of a folder, as bytes that can be changed."""
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as archive:
        for file in sorted(folder.rglob("*.png")):
            archive.write(file, file.relative_to(folder))
    return folder.with_suffix(".zip")


def test_a_link_to_nowhere_is_a_damaged_file(tmp_path):
    files(tmp_path, pillow)
    (tmp_path / "cat" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "cat" / "self.png").symlink_to(tmp_path / "cat" / "self.png")
    with pytest.raises(UserError, match=r"2 files.*gone\.png, cat/self\.png cannot be opened"):
        load(tmp_path)
    parts = load(f"{tmp_path}?skip-unreadable")
    assert sum(len(split.labels) for split in parts[:3]) == COUNT


def test_pipes_and_devices_are_no_images_and_nobody_waits_for_them(tmp_path):
    files(tmp_path, pillow)
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "cat" / "pipe.png").symlink_to(tmp_path / "pipe.png")
    (tmp_path / "dog" / "zero.png").symlink_to("/dev/zero")
    assert sum(len(split.labels) for split in load(tmp_path)[:3]) == COUNT


def test_links_to_folders_are_followed_but_not_twice(tmp_path):
    files(tmp_path / "real", pillow)
    (tmp_path / "view").mkdir()
    for name in ("cat", "dog"):
        (tmp_path / "view" / name).symlink_to(tmp_path / "real" / name)
    (tmp_path / "real" / "cat" / "above").symlink_to(tmp_path / "view")
    assert load(tmp_path / "view").classes == ("cat", "dog")
    (tmp_path / "view" / "latest").symlink_to(tmp_path / "real" / "cat")
    with pytest.raises(UserError, match="view/latest and .*view/cat are links to the same folder"):
        load(tmp_path / "view")


def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path, monkeypatch):
    files(tmp_path, pillow)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UserError, match=r"cannot be read \(Permission denied\)"):
        load(tmp_path)


@pytest.mark.parametrize("place", [lambda n: "", lambda n: NAMES[n]], ids=["flat", "classes"])
@pytest.mark.parametrize("pattern", ["{}_{}", "{}-{}", "img{1}.{0}"])
def test_files_called_like_splits_are_refused_with_the_question(tmp_path, place, pattern):
    for number in range(COUNT):
        name = pattern.format("train" if number < 40 else "test", number)
        (tmp_path / place(number)).mkdir(exist_ok=True)
        pillow(GREY[number], tmp_path / place(number) / f"{name}.png")
    with pytest.raises(UserError, match="files called like splits"):
        load(tmp_path)
    assert sum(len(split.labels) for split in load(f"{tmp_path}?splits=none")[:3]) == COUNT


def test_files_of_trains_and_of_one_split_are_images(tmp_path):
    for number in range(20):
        pillow(GREY[number], tmp_path / f"train_{number}.png")
    assert sum(len(split.labels) for split in load(tmp_path)[:3]) == 20
    pillow(GREY[20], tmp_path / "test of the camera.png")
    pillow(GREY[21], tmp_path / "22.png")
    assert sum(len(split.labels) for split in load(tmp_path)[:3]) == 22


def test_classes_that_differ_in_case_alone_keep_their_held_out_images(tmp_path):
    names = np.array(["cat", "Cat", "eel"])[LABELS]
    for split, numbers in {"train": range(40), "test": range(40, COUNT)}.items():
        files(tmp_path / split, pillow, numbers=numbers, folder=lambda n: names[n])
    parts = load(tmp_path)
    assert parts.classes == ("Cat", "cat", "eel")
    found = {bytes(i): parts.classes[n] for i, n in zip(*parts.test, strict=True)}
    assert found == {bytes(GREY[n]): names[n] for n in range(40, COUNT)}


def test_held_out_folders_of_one_class_in_several_cases_are_one(tmp_path):
    files(tmp_path / "train", pillow, numbers=range(40))
    case = {0: str.lower, 1: str.upper}
    files(
        tmp_path / "test",
        pillow,
        numbers=range(40, COUNT),
        folder=lambda n: case[n % 2](str(NAMES[n])),
    )
    assert len(load(tmp_path).test.labels) == 20
    with pytest.raises(UserError, match="class fox"):
        files(tmp_path / "test", pillow, numbers=[0], folder=lambda n: "fox")
        load(tmp_path)


def test_a_class_called_all_is_a_class(tmp_path):
    names = np.array(["all", "cat", "eel"])[LABELS]
    files(tmp_path / "train", pillow, numbers=range(40), folder=lambda n: names[n])
    files(tmp_path / "test", pillow, numbers=range(40, COUNT), folder=lambda n: "")
    parts = load(tmp_path)
    assert parts.classes == ("all", "cat", "eel")
    assert set(parts.test.labels) == {-1}


def test_folders_within_classes_are_said_to_be_joined(tmp_path):
    files(tmp_path, pillow, folder=lambda n: f"fold{n % 5}/{NAMES[n]}")
    parts = load(tmp_path)
    assert parts.classes == tuple(f"fold{n}" for n in range(5))
    assert "'cat', 'dog', 'eel' are all of the class 'fold0'" in " ".join(parts.summary.notices)


def test_names_of_classes_and_files_can_be_printed(tmp_path):
    files(tmp_path, pillow, folder=lambda n: ["a\nb", "ü 猫"][n % 2])
    os.rename(os.fsencode(tmp_path / "ü 猫"), os.fsencode(tmp_path) + b"/c\xe4t")
    parts = load(tmp_path)
    assert parts.classes == ("a\\nb", "c\\udce4t")
    assert parts.summary.line.isprintable()
    (tmp_path / "a\nb" / "\n.png").write_bytes(b"no image")
    with pytest.raises(UserError) as error:
        load(tmp_path)
    assert str(error.value).isprintable()


def test_an_empty_file_is_called_so(tmp_path):
    files(tmp_path, pillow)
    (tmp_path / "cat" / "00.png").write_bytes(b"")
    with pytest.raises(UserError, match=r"cat/00\.png is empty: restore it or remove it"):
        load(tmp_path)


def changed(content, kind):
    content, entry = bytearray(content), content.find(b"PK\x01\x02")
    if kind == "head":
        content[:4] = b"XXXX"
    if kind == "checksum":
        content[content.find(b"IDAT") + 6] ^= 255
    if kind == "method":
        content[8:10] = content[entry + 10 : entry + 12] = struct.pack("<H", 9)
    return bytes(content)


@pytest.mark.parametrize("kind", ["head", "checksum", "method"])
def test_a_damaged_file_of_an_archive_is_named_and_can_be_skipped(tmp_path, kind):
    archive = zipped(files(tmp_path / "in", pillow))
    archive.write_bytes(changed(archive.read_bytes(), kind))
    with pytest.raises(UserError, match=r"in\.zip/cat/00\.png cannot be opened"):
        load(archive)
    parts = load(f"{archive}?skip-unreadable")
    assert sum(len(split.labels) for split in parts[:3]) == COUNT - 1


def test_archives_within_archives_are_named(tmp_path):
    inner = zipped(splits(tmp_path / "in"))
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.write(inner, "in.zip")
    with pytest.raises(UserError, match=r"1 \.zip files: unpack them"):
        load(tmp_path / "out.zip")


def test_labels_beside_a_folder_of_test_images_are_pointed_at(tmp_path):
    for number in range(COUNT):
        name = f"{NAMES[number]}.{number}" if number < 40 else str(number)
        (tmp_path / ("train" if number < 40 else "test1")).mkdir(exist_ok=True)
        pillow(GREY[number], tmp_path / ("train" if number < 40 else "test1") / f"{name}.png")
    assert "begin with 3 different words" in " ".join(load(tmp_path).summary.notices)
    (tmp_path / "labels.csv").write_text("id,label\n")
    assert "a table beside the images" in " ".join(load(tmp_path).summary.notices)


def test_thumbnails_of_a_network_drive_are_no_images(tmp_path):
    files(tmp_path, pillow)
    for name in ("cat/@eaDir/00.png", "#recycle", "$RECYCLE.BIN"):
        files(tmp_path / name, pillow, numbers=[1], folder=lambda n: "")
    parts = load(tmp_path)
    assert sum(len(split.labels) for split in parts[:3]) == COUNT
    assert not parts.summary.notices
