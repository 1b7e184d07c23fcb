"""Files of plain data: neither their size nor their depth exhausts the process."""

import os

import pytest

from keras_gencmp.recipes import recipe
from keras_gencmp.recipes.reading import MAX_BYTES, MAX_DEPTH, check_depth, read_plain
from keras_gencmp.recipes.validation import RecipeError

LEVELS = 150_000
DEEP = {
    "lists.json": "[" * LEVELS + "]" * LEVELS,
    "tables.json": '{"a":' * LEVELS + "1" + "}" * LEVELS,
    "lists.toml": f"a = {'[' * LEVELS}{']' * LEVELS}",
    "keys.toml": f"{'a.' * 5000}a = 1",
    "a little too deep.json": "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2),
}


@pytest.mark.parametrize("name", DEEP)
def test_a_deep_file_is_one_sentence(name, tmp_path):
    (tmp_path / name).write_text(DEEP[name])
    with pytest.raises(ValueError, match=f"nested deeper than {MAX_DEPTH} levels"):
        read_plain(tmp_path / name)
    with pytest.raises(RecipeError, match="is not valid .*: it is nested deeper"):
        recipe.load(str(tmp_path / name))


def test_the_mark_of_an_editor_is_no_part_of_a_file_and_other_encodings_are_named(tmp_path):
    (tmp_path / "a.toml").write_text("latent = 3", encoding="utf-8-sig")
    assert read_plain(tmp_path / "a.toml") == {"latent": 3}
    (tmp_path / "b.toml").write_text("latent = 3", encoding="utf-16")
    with pytest.raises(RecipeError, match="no text in UTF-8: save it as such"):
        recipe.load(str(tmp_path / "b.toml"))


def test_a_huge_file_is_not_read(tmp_path):
    (tmp_path / "a.json").write_text(" " * MAX_BYTES + "{}")
    with pytest.raises(RecipeError, match="larger than 1048576 bytes"):
        recipe.load(str(tmp_path / "a.json"))
    assert read_plain(tmp_path / "a.json", 2 * MAX_BYTES) == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(RecipeError, match="no regular file"):
        recipe.load(str(tmp_path / "a.json"))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"1" * 5000, b"", b"\x00"])
def test_what_is_no_json_is_one_sentence(content, tmp_path):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(RecipeError, match="not valid JSON"):
        recipe.load(str(tmp_path / "a.json"))


def test_a_table_from_python_has_the_same_limit():
    deep: list = []
    for _ in range(10_000):
        deep = [deep]
    with pytest.raises(ValueError, match="nested deeper"):
        check_depth(deep)
    with pytest.raises(RecipeError, match="nested deeper"):
        recipe.parse({"model": deep})
