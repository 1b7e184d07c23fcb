"""A folder of prepared TFDS data that names code of its own: refused before it is imported."""

import json
import sys

import pytest

from keras_gencmp import data
from keras_gencmp.data.sources.tfds_features import check_features
from keras_gencmp.errors import UserError

OWN = "tensorflow_datasets.core.features"
IMAGES = {
    "pythonClassName": f"{OWN}.features_dict.FeaturesDict",
    "featuresDict": {
        "features": {
            "image": {"pythonClassName": f"{OWN}.image_feature.Image", "image": {}},
            "type": {"pythonClassName": f"{OWN}.class_label_feature.ClassLabel"},
        }
    },
}
OLD = {"type": f"{OWN}.features_dict.FeaturesDict", "content": {"a": {"type": f"{OWN}.x.Image"}}}


def write(folder, table, version="mnist/9.9.9"):
    (folder / version).mkdir(parents=True)
    file = folder / version / "features.json"
    file.write_text(table if isinstance(table, str) else json.dumps(table))
    return folder


def test_the_data_of_a_run_cannot_import_a_module(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "helper.py").write_text("open('canary', 'w').close()\n")
    write(tmp_path / "data", {"pythonClassName": "helper.Feature"})
    info = {"name": "mnist", "version": "9.9.9", "splits": [], "fileFormat": "tfrecord"}
    (tmp_path / "data" / "mnist" / "9.9.9" / "dataset_info.json").write_text(json.dumps(info))
    with pytest.raises(UserError, match="features.json names code outside of TFDS, 'helper.F"):
        data.load("mnist:9.9.9", data_dir=str(tmp_path / "data"))
    assert "helper" not in sys.modules and not (tmp_path / "canary").exists()


@pytest.mark.parametrize("table", [IMAGES, OLD, {}])
def test_features_of_tfds_are_read(table, tmp_path):
    check_features(write(tmp_path, table) / "mnist")
    check_features(tmp_path / "nothing")


@pytest.mark.parametrize(
    "table",
    [
        {"pythonClassName": "helper.Feature"},
        {"python_class_name": "helper.Feature"},
        {"type": "helper.Feature", "content": {}},
        {**IMAGES, "featuresDict": {"features": {"a": [{"pythonClassName": "os.system"}]}}},
        {"pythonClassName": "tensorflow_datasets_of_mine.Feature"},
    ],
)
@pytest.mark.parametrize("version", ["mnist/1.0.0", "mnist/variant/1.0.0"])
def test_features_of_others_are_refused_however_deep(table, version, tmp_path):
    with pytest.raises(UserError, match="names code outside of TFDS"):
        check_features(write(tmp_path, table, version) / "mnist")


def test_a_link_to_a_version_is_followed(tmp_path):
    write(tmp_path, {"pythonClassName": "helper.Feature"}, "elsewhere/9.9.9")
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / "9.9.9").symlink_to(tmp_path / "elsewhere" / "9.9.9")
    with pytest.raises(UserError, match="names code outside of TFDS"):
        check_features(tmp_path / "mnist")


@pytest.mark.parametrize("content", ["{", "[" * 100_000])
def test_damaged_features_are_one_sentence(content, tmp_path):
    with pytest.raises(UserError, match="features.json is damaged"):
        check_features(write(tmp_path, content) / "mnist")
